//! What texts about this camera and page are filled in with.

use ::address::secret;

use crate::address::{self, Address};
use crate::content::Sight;
use crate::decide::Findings;
use crate::{Answer, Body, Failure, Finding, Page, Route, Subject, first_words, without_echo};

/// What is known of this camera, this page and the answer.
pub(crate) struct Facts<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) address: Option<Address<'a>>,
    findings: &'a Findings,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(subject: &'a Subject, findings: &'a Findings) -> Self {
        Self { subject, address: address::read(&subject.address), findings }
    }

    /// `template` with each `$` and its letter replaced:
    ///
    /// | letter | |
    /// |---|---|
    /// | `a` | the camera's address, without login |
    /// | `c` | the camera's origin, `http://192.168.1.20` |
    /// | `e` | `: ` and the error, in the words of who met it; or nothing |
    /// | `h` | the camera's host and port |
    /// | `i` | an id for the camera |
    /// | `k` | what kind of content came |
    /// | `o` | this page's origin |
    /// | `q` | the first words of the answer, introduced; or nothing |
    /// | `s` | the status |
    /// | `t` | that the certificate may not be trusted, where an https page cannot exclude it; or nothing |
    /// | `w` | how long the camera wants to be left alone, introduced; or nothing |
    pub(crate) fn fill(&self, template: &str) -> String {
        fill(template, |letter| self.value(letter))
    }

    fn value(&self, letter: char) -> String {
        match (letter, &self.address, self.findings.answer()) {
            ('a', Some(address), _) => secret::shown(&address.without_login()),
            ('c', Some(address), _) => address.origin(),
            ('h', Some(address), _) => address.authority(),
            ('e', ..) => introduced(": ", self.error(), ""),
            ('i', ..) => self.id(),
            ('k', ..) => self.kind(),
            ('o', ..) => self.subject.origin().to_owned(),
            ('q', _, Some(answer)) => {
                let words = without_echo(answer.status, &first_words(Sight::of(answer).bytes));
                introduced(", and says: “", &words, "”")
            }
            ('s', _, Some(answer)) => decimal(answer.status),
            ('t', Some(address), _) if address.is_https() => {
                let is_https = self.subject.page().is_some_and(Page::is_https);
                if is_https { ", or its certificate is not trusted".into() } else { String::new() }
            }
            ('w', _, Some(Answer { retry_after: Some(wait), .. }))
                if wait.bytes().all(|b| b.is_ascii_digit()) =>
            {
                introduced("; it asks to be left alone for ", wait, " seconds")
            }
            _ => String::new(),
        }
    }

    /// The first bytes of the answer.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.findings.answer().map(Answer::bytes).unwrap_or_default()
    }

    fn kind(&self) -> String {
        let kind = self.findings.answer().map(|answer| {
            let Sight { name, kind, .. } = Sight::of(answer);
            let comma = if name.is_empty() || kind.is_empty() { "" } else { ", " };
            [name, comma, &kind].concat()
        });
        kind.filter(|kind| !kind.is_empty()).unwrap_or_else(|| {
            let address = self.address.as_ref();
            let scheme = address.filter(|address| !address.is_http()).map(|address| address.scheme);
            scheme.or_else(|| address?.ending()).unwrap_or("unknown").to_owned()
        })
    }

    fn error(&self) -> &str {
        let why = self.findings.0.iter().find_map(|(_, finding)| match finding {
            Finding::Failed(
                Failure::Certificate(why)
                | Failure::Known(_, why)
                | Failure::Broken(why)
                | Failure::NotHttp(why),
            ) => Some(why.trim_end_matches('.')),
            Finding::Answer(Answer { body: Body::Faulty(_, why), .. }) => Some(why),
            _ => None,
        });
        why.unwrap_or_default()
    }

    /// The id that the gateway has for the camera, or one made of its host.
    fn id(&self) -> String {
        if let Route::Gateway(id) = &self.subject.route {
            return id.clone();
        }
        let host = self.address.as_ref().map(|address| address.host).unwrap_or_default();
        host.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
    }
}

/// `template` with each `$` and its letter replaced.
pub(crate) fn fill(template: &str, value: impl Fn(char) -> String) -> String {
    let mut parts = template.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut rest = part.chars();
        text.push_str(&rest.next().map(&value).unwrap_or_default());
        text.push_str(rest.as_str());
    }
    text
}

/// `text` between its introduction and its end; nothing if there is no text.
pub(crate) fn introduced(before: &str, text: &str, after: &str) -> String {
    if text.is_empty() { String::new() } else { [before, text, after].concat() }
}

/// A status, without the machinery of formatting.
pub(crate) fn decimal(status: u16) -> String {
    [100, 10, 1].iter().map(|place| char::from(b'0' + (status / place % 10) as u8)).collect()
}
