//! The run as a picture.

use std::fmt::Write as _;

use crate::report::{MEASURES, Report, Second};

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 110.0;
const LEFT: f64 = 70.0;
const COLORS: [&str; 6] = ["#2f6fdb", "#0f8f6f", "#8a4fd0", "#b0306a", "#c2612c", "#5b6470"];

/// One panel below the other: memory, frames, live viewers, over the minutes. Plain SVG.
pub(crate) fn draw(report: &Report) -> String {
    type Panel<'a> = (&'a str, Box<dyn Fn(&Second) -> f64>);
    let mut panels: Vec<Panel<'_>> = MEASURES
        .iter()
        .map(|&(name, of, _)| (name, Box::new(move |one: &Second| of(one) as f64 / 1e6) as Box<_>))
        .collect();
    panels.push(("frames drawn a second", Box::new(|one| one.frames as f64)));
    panels.push(("viewers live, of sixteen", Box::new(|one| one.live as f64)));
    let end = report.seconds.last().map_or(1.0, |one| one.at.max(1.0));
    let total = panels.len() as f64 * (HEIGHT + 34.0) + 30.0;
    let mut svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {} {total}' font-family='sans-serif' \
         font-size='12'><rect width='100%' height='100%' fill='#fff'/>\n",
        LEFT + WIDTH + 20.0
    );
    for (row, ((name, of), color)) in panels.iter().zip(COLORS).enumerate() {
        let top = row as f64 * (HEIGHT + 34.0) + 24.0;
        let most = report.seconds.iter().map(of).fold(1.0, f64::max) * 1.1;
        let unit = if row < MEASURES.len() { " MB" } else { "" };
        let _ = writeln!(
            svg,
            "<text x='{LEFT}' y='{}'>{name}</text><path d='M{LEFT} {top}v{HEIGHT}h{WIDTH}' fill='none' \
             stroke='#ccc'/><text x='{}' y='{}' text-anchor='end'>{most:.0}{unit}</text>\
             <text x='{}' y='{}' text-anchor='end'>0</text>",
            top - 6.0,
            LEFT - 6.0,
            top + 10.0,
            LEFT - 6.0,
            top + HEIGHT,
        );
        let mut points = String::new();
        for one in &report.seconds {
            let (x, y) = (LEFT + WIDTH * one.at / end, top + HEIGHT * (1.0 - of(one) / most));
            let _ = write!(points, "{x:.1},{y:.1} ");
        }
        let _ =
            writeln!(svg, "<polyline points='{points}' fill='none' stroke='{color}' stroke-width='1.2'/>");
    }
    for part in 0..=5 {
        let part = f64::from(part) / 5.0;
        let _ = writeln!(
            svg,
            "<text x='{}' y='{}' text-anchor='middle'>{:.1} min</text>",
            LEFT + WIDTH * part,
            total - 8.0,
            end * part / 60.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}
