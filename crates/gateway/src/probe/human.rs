//! A probe's findings, for a person.

use std::io::{self, Write};
use std::time::{Duration, UNIX_EPOCH};

use mjpeg::{Frame, OtherPart, Quirk};

use super::report::Report;
use super::source::{Source, SourceError};
use super::summary::{FrameFacts, Summary};
use crate::http::Mended;
use crate::terminal::unnumbered;

/// Frames that get a line of their own.
const LISTED: u64 = 10;
/// Messages of one kind that get a line of their own.
const MESSAGES: usize = 10;

/// Writes a report: the answer and the first frames as they come, the rest at the end.
#[derive(Debug)]
pub(super) struct Human<W> {
    out: W,
    opened: bool,
    listed: u64,
    quirks: Vec<Quirk>,
    messages: Messages,
    errors: Messages,
}

impl<W: Write> Human<W> {
    pub(super) fn new(out: W) -> Self {
        let (messages, errors) = (Messages::default(), Messages::default());
        Self { out, opened: false, listed: 0, quirks: Vec::new(), messages, errors }
    }
}

impl<W: Write> Report for Human<W> {
    fn opened(&mut self, source: &Source, content_type: Option<&str>) -> io::Result<()> {
        self.opened = true;
        writeln!(self.out, "{}", source.name)?;
        if let Some(status) = source.head.status {
            let version = source.version.map(|version| format!("{version:?} ")).unwrap_or_default();
            row(&mut self.out, "answer", &format!("{version}{status}"))?;
        }
        if let Some(server) = &source.head.server {
            row(&mut self.out, "server", server)?;
        }
        row(&mut self.out, "content type", content_type.unwrap_or("not given"))
    }

    fn frame(&mut self, frame: &Frame<'_>, known: &FrameFacts) -> io::Result<()> {
        if self.listed == LISTED {
            return Ok(());
        }
        if self.listed == 0 {
            writeln!(self.out, "\nframes")?;
        }
        self.listed += 1;
        let mut facts = vec![format!("{} bytes", frame.payload().len())];
        match &known.facts {
            Some(read) => {
                facts.push(format!("{}x{}", read.width, read.height));
                facts.extend(read.quality.map(|quality| format!("quality {quality}")));
            }
            None => facts.push("no readable picture".to_owned()),
        }
        if frame.jpeg().len() != frame.payload().len() {
            facts.push(format!("{} of them the picture", frame.jpeg().len()));
        }
        if !frame.is_complete() {
            facts.push("no end marker".to_owned());
        }
        facts.extend(known.arrival.map(|arrival| format!("after {:.2} s", arrival.as_secs_f64())));
        match known.camera_time {
            Some(time) => facts.push(format!("camera's clock {}", clock(time))),
            None => {
                facts.extend(frame.headers().timestamp_text().map(|text| format!("camera's stamp {text}")));
            }
        }
        row(&mut self.out, &format!("#{}", frame.index()), &facts.join(", "))
    }

    fn part(&mut self, part: &OtherPart<'_>) -> io::Result<()> {
        let kind = part.headers().get("content-type").unwrap_or("no type");
        let text = part.text().map(|text| format!(": {}", one_line(&text))).unwrap_or_default();
        self.messages.add(format!("{kind}, {} bytes{text}", part.body().len()));
        Ok(())
    }

    fn quirk(&mut self, quirk: &Quirk) -> io::Result<()> {
        self.quirks.push(quirk.clone());
        Ok(())
    }

    fn mended(&mut self, _: Mended) -> io::Result<()> {
        // The summary has them.
        Ok(())
    }

    fn parser_error(&mut self, error: &mjpeg::Error) -> io::Result<()> {
        self.errors.add(one_line(&error.to_string()));
        Ok(())
    }

    fn source_error(&mut self, error: &SourceError) -> io::Result<()> {
        self.errors.add(format!("{} ({})", one_line(&unnumbered(&error.to_string())), error.blame()));
        Ok(())
    }

    fn summary(&mut self, summary: &Summary) -> io::Result<()> {
        let Self { out, opened, listed, quirks, messages, errors } = self;
        if !*opened {
            // The reason is on the standard error, and there is nothing else to say.
            return Ok(());
        }
        if summary.frames > *listed {
            row(out, "", &format!("and {} more", summary.frames - *listed))?;
        }
        writeln!(out, "\nsummary")?;
        if let Some(boundary) = &summary.boundary {
            row(out, "boundary", boundary)?;
        }
        row(out, "frames", &frames(summary))?;
        if summary.frames > 0 {
            pictures(out, summary)?;
            rates(out, summary)?;
        }
        row(out, "read", &format!("{} bytes", summary.bytes))?;
        if !quirks.is_empty() || !summary.mended.is_empty() {
            writeln!(out, "\nquirks (put right; what the camera does wrong)")?;
            for Quirk { kind, detail } in quirks.iter() {
                writeln!(out, "  {kind}\n      {}", kind.description())?;
                if !detail.is_empty() {
                    writeln!(out, "      {}", one_line(detail))?;
                }
            }
        }
        for mended in &summary.mended {
            writeln!(out, "  {}\n      {}", mended.name(), mended.description())?;
        }
        messages.write(out, "other parts")?;
        errors.write(out, "errors")
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The first messages of a kind, and how many more there were.
#[derive(Debug, Default)]
struct Messages {
    first: Vec<String>,
    more: u64,
}

impl Messages {
    fn add(&mut self, message: String) {
        if self.first.len() < MESSAGES {
            self.first.push(message);
        } else {
            self.more += 1;
        }
    }

    fn write(&self, out: &mut impl Write, title: &str) -> io::Result<()> {
        if self.first.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{title}")?;
        for message in &self.first {
            writeln!(out, "  {message}")?;
        }
        if self.more > 0 {
            writeln!(out, "  and {} more", self.more)?;
        }
        Ok(())
    }
}

fn frames(summary: &Summary) -> String {
    let mut text = summary.frames.to_string();
    if summary.incomplete > 0 {
        text += &format!(", {} of them without an end marker", summary.incomplete);
    }
    if summary.closed {
        text += ", then the camera closed the stream";
    }
    text
}

fn pictures(out: &mut impl Write, summary: &Summary) -> io::Result<()> {
    let mean = kilobytes(summary.mean_size());
    let sizes = if summary.smallest == summary.largest {
        mean
    } else {
        let [low, high] = [summary.smallest, summary.largest].map(|size| kilobytes(size as f64));
        format!("{mean} on average, {low} to {high}")
    };
    row(out, "size", &sizes)?;
    let mut picture: Vec<String> =
        summary.sizes.keys().map(|(width, height)| format!("{width}x{height}")).collect();
    picture.extend(summary.sampling.map(str::to_owned));
    picture.extend(summary.quality.map(|(low, high)| {
        if low == high { format!("quality about {low}") } else { format!("quality about {low} to {high}") }
    }));
    if summary.without_huffman_tables > 0 {
        picture.push("no Huffman tables".to_owned());
    }
    if !picture.is_empty() {
        row(out, "picture", &picture.join(", "))?;
    }
    if let Some(product) = &summary.product {
        let text = format!("Axis, serial number {}, firmware {}", product.serial(), product.firmware());
        row(out, "camera", &text)?;
    }
    Ok(())
}

fn rates(out: &mut impl Write, summary: &Summary) -> io::Result<()> {
    if let Some(fps) = summary.fps() {
        let jitter = summary.jitter().map(|jitter| format!(", jitter {jitter:.0} ms")).unwrap_or_default();
        let gap = summary.longest_gap().map(|gap| format!(", longest gap {gap:.0} ms")).unwrap_or_default();
        row(out, "rate", &format!("{fps:.1} frames a second{jitter}{gap}"))?;
    }
    if let Some(silence) = summary.silence().filter(|_| summary.is_stalled()) {
        row(out, "stalled", &format!("nothing came in the last {}", seconds(silence)))?;
    }
    if let Some(rate) = summary.bit_rate() {
        row(out, "bit rate", &format!("{:.2} Mbit/s", rate / 1e6))?;
    }
    if let Some(time) = summary.last_camera_time {
        let mut text = clock(time);
        if let Some(ahead) = summary.clock_ahead.filter(|_| !is_uptime(time)) {
            let side = if ahead < 0.0 { "behind" } else { "ahead of" };
            text += &format!(", {} {side} this machine", seconds(ahead.abs()));
        }
        if let Some(fps) = summary.camera_fps() {
            text += &format!(", {fps:.1} frames a second by it");
        }
        if summary.clock_jumps > 0 {
            text += &format!(", jumped {} times", summary.clock_jumps);
        }
        row(out, "its clock", &text)?;
    }
    Ok(())
}

fn row(out: &mut impl Write, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "  {name:<13} {}", one_line(value))
}

/// What a camera sends must not move the cursor or colour the terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// Some cameras count from their start and not from 1970.
fn is_uptime(milliseconds: f64) -> bool {
    milliseconds < mjpeg::FIRST_DATE * 1000.0
}

fn clock(milliseconds: f64) -> String {
    /// The year 9999, as far as dates are printed.
    const LAST: f64 = 253_402_300_799_000.0;
    if is_uptime(milliseconds) {
        return format!("{:.2} s since its start", milliseconds / 1000.0);
    }
    if milliseconds >= LAST {
        return format!("{:.0} s since 1970", milliseconds / 1000.0);
    }
    let time = UNIX_EPOCH + Duration::from_millis(milliseconds.round() as u64);
    let text = humantime::format_rfc3339_millis(time).to_string();
    // Whether the camera means UTC is not known: no Z.
    text.trim_end_matches('Z').replace('T', " ")
}

fn seconds(milliseconds: f64) -> String {
    match milliseconds / 1000.0 {
        seconds if seconds < 120.0 => format!("{seconds:.2} s"),
        seconds if seconds < 7200.0 => format!("{:.0} min", seconds / 60.0),
        seconds if seconds < 172_800.0 => format!("{:.1} h", seconds / 3600.0),
        seconds => format!("{:.0} days", seconds / 86400.0),
    }
}

fn kilobytes(bytes: f64) -> String {
    if bytes < 1000.0 { format!("{bytes:.0} bytes") } else { format!("{:.1} kB", bytes / 1000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_clocks() {
        assert_eq!(clock(1_374_642_000_120.0), "2013-07-24 05:00:00.120");
        assert_eq!(clock(946_684_800_120.0), "2000-01-01 00:00:00.120");
        assert_eq!(clock(12_345.0), "12.35 s since its start");
        assert_eq!(clock(1e300), format!("{:.0} s since 1970", 1e297));
    }

    #[test]
    fn keeps_control_characters_from_the_terminal() {
        let mut out = Vec::new();
        row(&mut out, "server", "a\x1b[31m\r\nb").unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "  server        a [31m  b\n");
    }

    #[test]
    fn lists_no_more_messages_than_a_person_reads() {
        let mut messages = Messages::default();
        (0..25).for_each(|number| messages.add(number.to_string()));
        let mut out = Vec::new();
        messages.write(&mut out, "errors").unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.ends_with("  9\n  and 15 more\n"), "{text}");
    }
}
