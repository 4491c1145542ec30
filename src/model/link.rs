//! The address of this page as a deep link: the camera, its arguments, and the display options.
//!
//! `/?src=<address or camera id>`, then the [`Options`] under their names, then every image
//! argument under its VAPIX name (`resolution=640x480`), then whatever else stood there. Defaults
//! are not written; secrets never are.

use std::fmt;

use vapix::{Argument, ImageArguments, query};

use super::options::{InvalidOption, Options};
use address::{Source, secret};

/// The contents of the page's address.
#[derive(Clone, PartialEq, Default)]
pub struct Asked {
    /// The camera, to be [understood](address::understand). It may hold a login.
    pub src: Option<String>,
    /// How to show it.
    pub options: Options,
    /// Arguments for it, which override those in `src`.
    pub arguments: ImageArguments,
    /// Parameters that mean nothing here, as they are written; to be kept.
    pub other: Vec<String>,
    /// Values that cannot be right, and were left out.
    pub problems: Vec<InvalidOption>,
    /// Whether anything but the camera is asked for.
    is_detailed: bool,
}

impl Asked {
    /// Reads a query string, with or without its `?`.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut asked = Self::default();
        for (raw_name, raw_value) in query::raw_pairs(query.strip_prefix('?').unwrap_or(query)) {
            let name = query::decode(raw_name);
            let value = query::decode(raw_value.unwrap_or_default());
            if name == "src" && (asked.src.is_none() || value.trim().is_empty()) {
                let src = source(raw_value.unwrap_or_default());
                asked.src = asked.src.or(Some(src).filter(|src| !src.trim().is_empty()));
                continue;
            }
            let read = match Argument::from_name(&name) {
                Some(argument) => Some(
                    asked
                        .arguments
                        .set(argument, &value)
                        .map_err(|error| InvalidOption { name: name.clone(), expected: error.expected }),
                ),
                None => asked.options.set(&name, &value),
            };
            match read {
                Some(Ok(())) => asked.is_detailed = true,
                Some(Err(problem)) => asked.problems.push(problem),
                None => asked.other.push(match raw_value {
                    Some(value) => format!("{raw_name}={value}"),
                    None => raw_name.to_owned(),
                }),
            }
        }
        asked
    }

    /// The proxy that the link names: `proxy=`. It stays among the [other](Self::other) parameters.
    #[must_use]
    pub fn proxy(&self) -> Option<String> {
        let mut pairs = self.other.iter().flat_map(|pair| query::pairs(pair));
        pairs.find(|(name, _)| name == "proxy").map(|(_, proxy)| proxy)
    }

    /// Whether the link names a camera and leaves the rest open, so that stored settings may apply.
    #[must_use]
    pub fn names_only_the_camera(&self) -> bool {
        !self.is_detailed
    }
}

impl fmt::Debug for Asked {
    /// Leaves out parts that may contain secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { options, problems, .. } = self;
        f.debug_struct("Asked").field("options", options).field("problems", problems).finish_non_exhaustive()
    }
}

/// The query of a link, without `?`; empty if there is nothing to say. Parameters that hold secrets
/// are left out.
#[must_use]
pub fn write(
    source: Option<&Source>,
    options: &Options,
    arguments: &ImageArguments,
    other: &[String],
) -> String {
    let mut text = String::new();
    if let Some(source) = source {
        query::push(&mut text, "src", source.as_str());
    }
    options.push(&mut text);
    let known = ImageArguments { other: Vec::new(), ..arguments.clone() }.to_query();
    // An argument of the camera's that is none of VAPIX's may have the name of an option.
    let foreign = arguments.other.iter().filter(|pair| !is_ours(pair));
    let pairs = [known].into_iter().filter(|known| !known.is_empty());
    // Further cameras make no sense without a first.
    let other = other.iter().filter(|pair| source.is_some() || !is_ours(pair));
    for pair in pairs.chain(foreign.cloned()).chain(other.cloned()) {
        if !secret::holds_secret(&pair) {
            if !text.is_empty() {
                text.push('&');
            }
            text.push_str(&pair);
        }
    }
    text
}

/// The value of `src`. In an address a plus is one, though people do not escape it; in a camera's
/// id it is a space.
fn source(raw: &str) -> String {
    let address = query::decode(&raw.replace('+', "%2B"));
    if address.contains("://") { address } else { query::decode(raw) }
}

/// Whether a pair would be read as something else than a parameter that means nothing here.
fn is_ours(pair: &str) -> bool {
    query::pairs(pair).any(|(name, value)| {
        name == "src"
            || Argument::from_name(&name).is_some()
            || Options::default().set(&name, &value).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use address::{Here, understand};

    fn rewritten(query: &str) -> String {
        let asked = Asked::parse(query);
        let cameras = ["gate".to_owned()];
        let here = Here { page: "http://host/", cameras: &cameras };
        let understood = asked.src.as_ref().map(|src| understand(src, &here).unwrap());
        let source = understood.map(|understood| understood.source);
        write(source.as_ref(), &asked.options, &asked.arguments, &asked.other)
    }

    #[test]
    fn links_are_written_as_they_are_read() {
        for query in [
            "",
            "src=gate",
            "src=http://cam",
            "src=http://pi:8080/%3Faction%3Dstream",
            "src=mjpeg%2Bhttp://cam:2112/",
            "src=gate&fit=fill&rotate=90&flip=h&zoom=2&stats=1&controls=0&keep=1&camera=2&resolution=640x480&fps=5",
            "src=gate&textstring=T%C3%BCr%20%26%20Tor",
            "src=gate&fps=5&theme=dark&debug&x=a%2Bb+c",
            "theme=dark",
        ] {
            assert_eq!(rewritten(query), query);
            assert_eq!(rewritten(&format!("?{query}")), query);
        }
    }

    #[test]
    fn an_unescaped_address_with_arguments_is_read_as_far_as_can_be() {
        let asked = Asked::parse("?src=http://cam/axis-cgi/mjpg/video.cgi?camera=2&fps=5&fit=fill");
        assert_eq!(asked.src.as_deref(), Some("http://cam/axis-cgi/mjpg/video.cgi?camera=2"));
        assert_eq!(asked.arguments.to_query(), "fps=5");
        assert_eq!(asked.options.fit, crate::stage::Mode::Fill);
    }

    #[test]
    fn secrets_are_read_but_never_written() {
        let query = "src=http://root:s3cret@cam/videostream.cgi%3Fpwd%3Ds3cret&token=s3cret&access%5Ftoken=s3cret&a=1";
        assert!(!format!("{:?}", Asked::parse(query)).contains("s3cret"));
        assert_eq!(rewritten(query), "src=http://cam/videostream.cgi&a=1");
        let arguments = ImageArguments::from_query("fps=5&password=s3cret&nonce=1");
        assert_eq!(write(None, &Options::default(), &arguments, &[]), "fps=5&nonce=1");
    }

    #[test]
    fn an_argument_of_the_camera_does_not_become_an_option_of_ours() {
        let arguments = ImageArguments::from_query("resolution=huge&src=x&keep=1&dummy=2");
        assert_eq!(write(None, &Options::default(), &arguments, &[]), "dummy=2");
    }

    #[test]
    fn wrong_values_are_told_and_left_out() {
        let asked = Asked::parse("src=gate&fit=big&compression=200&resolution=640x480&stats=maybe");
        let problems: Vec<_> = asked.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            [
                "“fit” is ignored: it must be fit, fill or 1:1.",
                "“compression” is ignored: it must be a number from 0 to 100.",
                "“stats” is ignored: it must be 0 or 1.",
            ]
        );
        assert_eq!(write(None, &asked.options, &asked.arguments, &asked.other), "resolution=640x480");
    }

    #[test]
    fn a_link_that_names_only_a_camera_leaves_the_rest_open() {
        assert!(Asked::parse("src=gate&theme=dark&fit=big").names_only_the_camera());
        assert!(!Asked::parse("src=gate&fit=fit").names_only_the_camera());
        assert!(!Asked::parse("src=gate&fps=5").names_only_the_camera());
    }

    #[test]
    fn a_plus_is_a_space_only_in_an_id() {
        let src = |query| Asked::parse(query).src.unwrap_or_default();
        assert_eq!(src("src=front+door"), "front door");
        assert_eq!(src("src=mjpeg+http://cam:2112/"), "mjpeg+http://cam:2112/");
        assert_eq!(src("src=http://cam/a%2Bb+c"), "http://cam/a+b+c");
    }

    #[test]
    fn further_cameras_are_kept() {
        assert_eq!(rewritten("src=gate&src=barn"), "src=gate&src=barn");
        assert_eq!(Asked::parse("src=&src=gate").src.as_deref(), Some("gate"));
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use proptest::prelude::*;

        use super::*;

        proptest! {
            #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

            /// Reading a written query gives the same, for any query.
            #[test]
            fn writing_is_stable(query in "(&?(src|fit|rotate|flip|zoom|stats|controls|keep|fps|camera|resolution|text|x|token)(=[a-z0-9:,.%+&=-]{0,9})?){0,6}") {
                let first = Asked::parse(&query);
                let written = write(None, &first.options, &first.arguments, &first.other);
                let again = Asked::parse(&written);
                prop_assert_eq!(&again.options, &first.options);
                prop_assert_eq!(&again.arguments, &first.arguments);
                prop_assert_eq!(write(None, &again.options, &again.arguments, &again.other), written);
            }
        }
    }
}
