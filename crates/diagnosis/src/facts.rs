//! The facts that fill the placeholders in sentences about this camera and page.

use ::address::secret;
use causes::{Place, decimal, error, fill, said, wait};

use crate::address::{self, Address};
use crate::content::Sight;
use crate::decide::Findings;
use crate::{Answer, Body, Failure, Finding, Page, Route, Subject, first_words, without_echo};

/// The known facts of this camera, this page and the answer.
pub(crate) struct Facts<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) address: Option<Address<'a>>,
    findings: &'a Findings,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(subject: &'a Subject, findings: &'a Findings) -> Self {
        Self { subject, address: address::read(&subject.address), findings }
    }

    /// `template` with each place filled.
    pub(crate) fn fill(&self, template: &str) -> String {
        fill(template, &|place| self.value(place))
    }

    fn value(&self, place: Place) -> String {
        match (place, &self.address, self.findings.answer()) {
            (Place::Address, Some(address), _) => secret::shown(&address.without_login()),
            (Place::Camera, Some(address), _) => address.origin(),
            (Place::Host, Some(address), _) => address.authority(),
            (Place::Error, ..) => error(self.error()),
            (Place::Id, ..) => self.id(),
            (Place::Content, ..) => self.kind(),
            (Place::Page, ..) => self.subject.origin().to_owned(),
            (Place::Said, _, Some(answer)) => {
                said(&without_echo(answer.status, &first_words(Sight::of(answer).bytes)))
            }
            (Place::Status, _, Some(answer)) => decimal(answer.status.into()),
            (Place::Distrust, Some(address), _) if address.is_https() => {
                let is_https = self.subject.page().is_some_and(Page::is_https);
                if is_https { ", or its certificate is not trusted".into() } else { String::new() }
            }
            (Place::Wait, _, Some(Answer { retry_after: Some(seconds), .. }))
                if seconds.bytes().all(|b| b.is_ascii_digit()) =>
            {
                wait(seconds)
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
            ) => Some(why.as_str()),
            Finding::Answer(Answer { body: Body::Faulty(_, why), .. }) => Some(why.as_str()),
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
