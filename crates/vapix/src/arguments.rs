//! A set of image arguments.

use crate::query;
use crate::{Argument, ImageArguments, Kind};

/// A value that its argument does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is not {expected}: {value:?}", .argument.name())]
pub struct InvalidValue {
    /// The argument.
    pub argument: Argument,
    /// The expected values, in words.
    pub expected: &'static str,
    /// The given value.
    pub value: String,
}

impl ImageArguments {
    /// Reads a query string, without its `?`. Nothing is refused: what is not understood goes to
    /// [`other`](Self::other). Of a repeated argument the last counts.
    pub fn from_query(query: &str) -> Self {
        let mut arguments = Self::default();
        for (name, value) in query::raw_pairs(query) {
            let known = Argument::from_name(&query::decode(name));
            let taken = known.is_some_and(|argument| {
                value.is_some_and(|value| arguments.set(argument, &query::decode(value)).is_ok())
            });
            if !taken {
                arguments.other.push(match value {
                    Some(value) => format!("{name}={value}"),
                    None => name.to_owned(),
                });
            }
        }
        arguments
    }

    /// The query string, without `?`: the stream profile first, what overrides it after, then what
    /// was not understood. Empty if nothing is set.
    pub fn to_query(&self) -> String {
        let mut query = String::new();
        for (argument, value) in self.iter() {
            query::push(&mut query, argument.name(), &value);
        }
        for pair in &self.other {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(pair);
        }
        query
    }

    /// Each argument that is set, with its value as a request spells it (not encoded), in request
    /// order.
    pub fn iter(&self) -> impl Iterator<Item = (Argument, String)> {
        Argument::ALL.into_iter().filter_map(|argument| Some((argument, self.value(argument)?)))
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.other.is_empty() && self.iter().next().is_none()
    }

    /// Sets an argument from the text of its value, not encoded. On an error nothing has changed.
    ///
    /// # Errors
    /// If the argument takes no such value. Whether the camera has it is another question.
    pub fn set(&mut self, argument: Argument, value: &str) -> Result<(), InvalidValue> {
        let is_missing = argument.kind() == Kind::Name && value.is_empty();
        let taken = if is_missing { None } else { self.take(argument, value) };
        let expected = argument.facts().takes;
        taken.ok_or_else(|| InvalidValue { argument, expected, value: value.to_owned() })
    }

    /// The value of a pair in [`other`](Self::other), decoded.
    pub fn other_value(&self, name: &str) -> Option<String> {
        self.other
            .iter()
            .flat_map(|pair| query::pairs(pair))
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYTHING: &str = "streamprofile=Quality&camera=2&resolution=1280x720&compression=30&fps=15\
        &rotation=90&mirror=1&color=0&colorlevel=50&palette=Ice&squarepixel=1&duration=60&nbrofframes=100\
        &overlays=text&clock=1&date=0&text=1&textstring=Gate%202&textcolor=white&textbackgroundcolor=black\
        &textpos=top&overlayimage=0&overlaypos=10,20";

    #[test]
    fn every_argument_survives_reading_and_writing() {
        let arguments = ImageArguments::from_query(EVERYTHING);
        assert!(arguments.other.is_empty());
        assert_eq!(arguments.iter().count(), Argument::ALL.len());
        assert_eq!(arguments.to_query(), EVERYTHING.replace(' ', ""));
    }

    #[test]
    fn every_argument_can_be_set_and_cleared_by_name() {
        let full = ImageArguments::from_query(EVERYTHING);
        let mut arguments = ImageArguments::default();
        for (argument, value) in full.iter() {
            arguments.set(argument, &value).unwrap();
            assert_eq!(arguments.value(argument), Some(value));
        }
        assert_eq!(arguments, full);
        for argument in Argument::ALL {
            arguments.clear(argument);
            assert_eq!(arguments.value(argument), None);
        }
        assert!(arguments.is_empty());
    }

    #[test]
    fn the_profile_comes_first() {
        let arguments = ImageArguments::from_query("fps=5&streamprofile=Mobile");
        assert_eq!(arguments.to_query(), "streamprofile=Mobile&fps=5");
    }

    #[test]
    fn a_pasted_query_is_not_damaged() {
        let pasted = "resolution=huge&audio=1&fps=10&nonce=a%2Bb+c&flag&color=";
        let arguments = ImageArguments::from_query(pasted);
        assert_eq!(arguments.fps, Some(10));
        assert_eq!(arguments.to_query(), "fps=10&resolution=huge&audio=1&nonce=a%2Bb+c&flag&color=");
        assert_eq!(arguments.other_value("nonce").as_deref(), Some("a+b c"));
        assert_eq!(ImageArguments::from_query(&arguments.to_query()), arguments);
    }

    #[test]
    fn the_last_of_repeated_arguments_counts() {
        assert_eq!(ImageArguments::from_query("fps=5&fps=10").to_query(), "fps=10");
    }

    #[test]
    fn a_wrong_value_is_refused_and_changes_nothing() {
        let mut arguments = ImageArguments::from_query("compression=30");
        let error = arguments.set(Argument::Compression, "101").unwrap_err();
        assert_eq!(error.to_string(), "compression is not a number from 0 to 100: \"101\"");
        assert_eq!(arguments.to_query(), "compression=30");
        for (argument, value) in
            [(Argument::StreamProfile, ""), (Argument::Fps, "-1"), (Argument::Mirror, "2")]
        {
            assert!(arguments.set(argument, value).is_err());
        }
    }

    #[test]
    fn overrides_lie_over_a_base() {
        let profile = ImageArguments::from_query("resolution=640x480&fps=5&compression=40");
        let request = ImageArguments::from_query("streamprofile=P&fps=10");
        assert_eq!(
            request.or(&profile).to_query(),
            "streamprofile=P&resolution=640x480&compression=40&fps=10"
        );
    }

    #[test]
    fn arguments_are_stored_and_read_back() {
        let arguments = ImageArguments::from_query(EVERYTHING);
        let stored = serde_json::to_string(&arguments).unwrap();
        assert_eq!(serde_json::from_str::<ImageArguments>(&stored).unwrap(), arguments);
        assert_eq!(serde_json::from_str::<ImageArguments>("{}").unwrap(), ImageArguments::default());
    }
}
