//! Holds docs/CONFIGURATION.md to the types: its tables are made of the schema, its example is read.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Write as _;

use configuration::GatewayCameras;
use serde_json::Value;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CONFIGURATION.md");
const BEGIN: &str = "<!-- made of the schema: WRITE_DOCS=1 cargo test --workspace --test document -->\n";
const END: &str = "<!-- end of what is made of the schema -->";

/// The parts of the file: heading, name in the schema.
const PARTS: [(&str, &str); 9] = [
    ("The file", ""),
    ("`cameras.NAME`", "Camera"),
    ("`walls.NAME`", "Wall"),
    ("A tile that says more than its camera's name", "TileObject"),
    ("`tours.NAME`", "Tour"),
    ("A page of a tour", "TourStep"),
    ("`kiosks.NAME`", "Kiosk"),
    ("`kiosks.NAME.dimming`", "Dimming"),
    ("`limits`", "Limits"),
];

#[test]
fn the_keys_in_the_document_are_those_of_the_schema() {
    let document = std::fs::read_to_string(DOCUMENT).unwrap();
    let (before, rest) = document.split_once(BEGIN).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    let made = tables();
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::write(DOCUMENT, format!("{before}{BEGIN}{made}{END}{after}")).unwrap();
    } else {
        assert_eq!(written, made, "run it with WRITE_DOCS=1");
    }
}

#[test]
fn the_example_in_the_document_is_read_without_a_problem() {
    let document = std::fs::read_to_string(DOCUMENT).unwrap();
    let (_, rest) = document.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let gateway = ["dock".to_owned()];
    let (configuration, problems) = configuration::read(example, GatewayCameras::Known(&gateway)).unwrap();
    assert_eq!(problems, []);
    assert!(
        !configuration.walls.is_empty()
            && !configuration.tours.is_empty()
            && !configuration.kiosks.is_empty()
    );
}

fn tables() -> String {
    let schema: Value = serde_json::from_str(&configuration::schema()).unwrap();
    let mut text = String::new();
    for (heading, name) in PARTS {
        let part = if name.is_empty() { &schema } else { &schema["$defs"][name] };
        let _ = write!(text, "\n### {heading}\n\n| key | value | |\n|---|---|---|\n");
        let required: Vec<_> = part["required"].as_array().into_iter().flatten().collect();
        for (key, property) in part["properties"].as_object().unwrap() {
            let needed = if required.iter().any(|required| *required == key) { "**Needed.** " } else { "" };
            let words = property["description"].as_str().unwrap_or_default().replace('\n', " ");
            let _ = writeln!(text, "| `{key}` | {} | {needed}{words} |", kind(property, &schema));
        }
    }
    text.push('\n');
    text
}

fn kind(property: &Value, schema: &Value) -> String {
    if let Some(name) = property["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return named(name, &schema["$defs"][name]);
    }
    if let Some(one) =
        property["anyOf"].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null"))
    {
        return kind(one, schema);
    }
    if let (Some(least), Some(most)) = (property["minimum"].as_u64(), property["maximum"].as_u64()) {
        return format!("{least} to {most}");
    }
    if property["items"].is_object() {
        return format!("list: {}", kind(&property["items"], schema));
    }
    if property["additionalProperties"].is_object() {
        return "by name".to_owned();
    }
    let of = match &property["type"] {
        Value::Array(kinds) => kinds.iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null")),
        kind => kind.as_str(),
    };
    match of {
        Some("boolean") => "true or false",
        Some("string") => "text",
        Some("integer" | "number") => "number",
        _ => "object",
    }
    .to_owned()
}

fn named(name: &str, definition: &Value) -> String {
    let constants: Vec<_> = definition["oneOf"].as_array().into_iter().flatten().collect();
    if !constants.is_empty() {
        let words = constants.iter().map(|one| match one["const"].as_str() {
            Some(word) => format!("`{word}`"),
            None => {
                let key = one["properties"].as_object().and_then(|all| all.keys().next().cloned());
                format!("`{{ \"{}\": … }}`", key.unwrap_or_default())
            }
        });
        return words.collect::<Vec<_>>().join(" ");
    }
    match name {
        "Name" => "name".to_owned(),
        "Tile" => "camera's name, or object".to_owned(),
        "TourStep" => "page".to_owned(),
        "Limits" | "Dimming" => "object".to_owned(),
        _ => definition["description"].as_str().unwrap_or("text").trim_end_matches('.').to_owned(),
    }
}
