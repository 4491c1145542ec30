//! The address of a wall: `/?wall=NAME`, or `/?src=A&src=B…`, with `layout=` and options that hold for each camera.
//!
//! Which wall and which cameras it names is read by [`configuration::Link`]; here are the rest of it, and how it is written.

use vapix::query;
use wall::Layout;

use ::address::secret;

/// Parameters that are not for each camera: those of [`configuration::Link`].
const OWN: [&str; 5] = ["src", "wall", "tour", "kiosk", "layout"];

/// Options and arguments that hold for each camera of an address, as they are written there.
#[must_use]
pub fn options_of_each(query: &str) -> Vec<String> {
    query::raw_pairs(query.strip_prefix('?').unwrap_or(query))
        .filter(|(name, _)| !OWN.contains(&query::decode(name).as_str()))
        .map(|(name, value)| format!("{name}={}", value.unwrap_or_default()))
        .collect()
}

/// The query that leads to these cameras again, with its `?`. Whatever holds a secret is left out.
#[must_use]
pub fn write(sources: &[&str], layout: Layout, each: &[String]) -> String {
    let mut text = String::new();
    for source in sources.iter().filter(|source| !secret::holds_secret(source)) {
        query::push(&mut text, "src", source);
    }
    // The layout makes a wall of one camera, and of none.
    with_options(text, Some(layout).filter(|layout| sources.len() < 2 || *layout != Layout::default()), each)
}

/// The same for a wall of the configuration, as it stands there but for `layout`.
#[must_use]
pub fn write_named(wall: &str, layout: Option<Layout>, each: &[String]) -> String {
    let mut text = String::new();
    query::push(&mut text, "wall", wall);
    with_options(text, layout, each)
}

fn with_options(mut text: String, layout: Option<Layout>, each: &[String]) -> String {
    if let Some(layout) = layout {
        query::push(&mut text, "layout", &layout.to_string());
    }
    for pair in each.iter().filter(|pair| !secret::holds_secret(pair)) {
        text.push('&');
        text.push_str(pair);
    }
    format!("?{text}")
}

#[cfg(test)]
mod tests {
    use configuration::{Link, WallLayout};

    use super::*;

    #[test]
    fn a_wall_of_addresses_is_read_as_it_is_written() {
        let written = write(&["gate", "http://cam:8080"], Layout::OnePlus5, &["fit=fill".into()]);
        let link = Link::parse(&written);
        assert_eq!(link.layout, Some(WallLayout(Layout::OnePlus5)));
        assert!(
            matches!(link.wanted, Some(configuration::Wanted::Cameras(sources)) if sources == ["gate", "http://cam:8080"])
        );
        assert_eq!(options_of_each(&written), ["fit=fill"]);
    }

    #[test]
    fn one_camera_is_a_wall_by_its_layout() {
        assert_eq!(write(&["gate"], Layout::Auto, &[]), "?src=gate&layout=auto");
        assert_eq!(write(&["gate", "barn"], Layout::Auto, &[]), "?src=gate&src=barn");
    }

    #[test]
    fn secrets_are_not_written() {
        assert_eq!(
            write(&["a", "b"], Layout::Auto, &["token=abc".into(), "fit=fill".into()]),
            "?src=a&src=b&fit=fill"
        );
    }
}
