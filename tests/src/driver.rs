//! WebDriver commands that the client library has no names for.

use anyhow::Result;
use thirtyfour::common::command::{Command, FormatRequestData};
use thirtyfour::{ElementId, RequestData, SessionId, WebDriver, WebElement};

/// Whether the browser's accessibility tree has `element` as one of `roles` and called `name`, as WebDriver's
/// "Get Computed Role" and "Get Computed Label" tell.
pub(crate) async fn is_called(
    session: &WebDriver,
    element: &WebElement,
    roles: &[&str],
    name: &str,
) -> Result<bool> {
    Ok(computed(session, element, "computedlabel").await? == name
        && roles.contains(&computed(session, element, "computedrole").await?.as_str()))
}

/// What the browser's accessibility tree calls `element`.
pub(crate) async fn name_of(session: &WebDriver, element: &WebElement) -> Result<String> {
    computed(session, element, "computedlabel").await
}

async fn computed(session: &WebDriver, element: &WebElement, what: &'static str) -> Result<String> {
    let answer = session.cmd(Computed { element: element.element_id(), what }).await?;
    Ok(answer.value::<Option<String>>()?.unwrap_or_default())
}

#[derive(Debug)]
struct Computed {
    element: ElementId,
    what: &'static str,
}

impl FormatRequestData for Computed {
    fn format_request(&self, session: &SessionId) -> RequestData {
        // A GET of the same element, under another name.
        let mut request = Command::GetElementTagName(self.element.clone()).format_request(session);
        request.uri = format!("session/{session}/element/{}/{}", self.element, self.what).into();
        request
    }
}
