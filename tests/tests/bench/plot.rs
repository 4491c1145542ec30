//! The ratios as a picture. Plain SVG.

use std::fmt::Write as _;

use crate::options::MAIN;
use crate::record::Record;
use crate::{cost, screen, ways};

const LEFT: f64 = 250.0;
/// Pixels of what `<img>` takes.
const WHOLE: f64 = 420.0;
/// What is more is cut off.
const MOST: f64 = 1.35;
const BAR: f64 = 15.0;
const ROW: f64 = 20.0;
const COLORS: [&str; 7] = ["#8a929c", "#b0a08a", "#8a4fd0", "#0f8f6f", "#2f6fdb", "#2a9fc4", "#c2612c"];

/// One panel for each figure, in it a bar for each way; `<img>` is 1, and shorter is better.
pub(crate) fn draw(record: &Record) -> String {
    let median =
        |part: &'static str, name: &'static str| move |way: &str| record.median(part, MAIN, way, name);
    let age = |name: &'static str| move |way: &str| record.quantile(screen::PART, MAIN, way, name, 0.5);
    type Figure<'a> = Box<dyn Fn(&str) -> Option<f64> + 'a>;
    let panels: [(&str, Figure<'_>); 5] = [
        ("Processor time at 30 pictures a second", Box::new(median(cost::PART, "cores"))),
        ("Memory at 30 pictures a second", Box::new(median(cost::PART, "memory_mb"))),
        ("Age of the picture at 27.7 pictures a second, p50", Box::new(age("age_27_fps"))),
        ("Age of the picture at 5 pictures a second, p50", Box::new(age("age_5_fps"))),
        ("First picture, warm", Box::new(median(screen::PART, "first_warm_ms"))),
    ];
    let mut body = String::new();
    let mut y = 52.0;
    for (title, of) in panels {
        let Some(whole) = of("img").filter(|whole| *whole > 0.0) else { continue };
        let _ = writeln!(body, "<text x='{LEFT}' y='{y}' font-weight='bold'>{title}</text>");
        y += 8.0;
        let top = y;
        for (way, color) in ways::ALL.iter().zip(COLORS) {
            let Some(part) = of(way.name).map(|figure| figure / whole) else { continue };
            let name = way.title().replace('`', "").replace('<', "&lt;").replace('>', "&gt;");
            let width = part.min(MOST) * WHOLE;
            let _ = writeln!(
                body,
                "<text x='{}' y='{}' text-anchor='end'>{name}</text><rect x='{LEFT}' y='{y}' width='{width:.1}' \
                 height='{BAR}' fill='{color}'/><text x='{:.1}' y='{}'>{part:.2}</text>",
                LEFT - 8.0,
                y + 12.0,
                LEFT + width + 6.0,
                y + 12.0,
            );
            y += ROW;
        }
        let x = LEFT + WHOLE;
        let _ = writeln!(body, "<path d='M{x} {top}V{}' stroke='#444' stroke-dasharray='3 3'/>", y - 4.0);
        y += 26.0;
    }
    let width = LEFT + WHOLE * MOST + 60.0;
    format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {y}' font-family='sans-serif' font-size='12'>\
         <rect width='100%' height='100%' fill='#fff'/>\n<text x='{LEFT}' y='24'>{MAIN}, beside the browser's own \
         &lt;img&gt; = 1; shorter is better ({})</text>\n{body}</svg>\n",
        record.date
    )
}
