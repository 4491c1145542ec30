//! The viewer's page as a person, or an embedding page, meets it.

mod scripts;

use std::fmt;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::{By, WebDriver, WebElement};

use crate::driver;
use crate::picture::Picture;
use crate::wait::{PATIENCE, wait_for};

/// The page in a browser's current tab.
#[derive(Clone, Debug)]
pub struct Page {
    session: WebDriver,
}

/// What the viewer claims about its picture: its `data-state`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// Nothing is played.
    Idle,
    /// The first attempt is under way.
    Connecting,
    /// The picture is recent.
    Live,
    /// A picture that was kept is shown, while the stream is live.
    Replay,
    /// There is a picture, and whether it is recent cannot be known.
    Unverified,
    /// The connection stands, the picture does not come.
    Stalled,
    /// The connection is lost; the viewer tries again.
    Reconnecting,
    /// The stream ended as it was asked to.
    Ended,
    /// A person is needed.
    Error,
}

impl Page {
    pub(crate) fn new(session: WebDriver) -> Self {
        Self { session }
    }

    /// Waits until the viewer is live and has drawn a frame.
    ///
    /// # Errors
    /// When that does not come about.
    pub async fn wait_until_live(&self) -> Result<()> {
        self.wait_for_state(&[State::Live]).await?;
        self.wait_for_number("frames-drawn", "a drawn frame", |drawn| drawn > 0).await?;
        Ok(())
    }

    /// Waits until the viewer is in one of `states`; gives back in which.
    ///
    /// # Errors
    /// When that does not come about; the error says what the page was like instead.
    pub async fn wait_for_state(&self, states: &[State]) -> Result<State> {
        let description = format!("the viewer to be {states:?}");
        self.wait(&description, async || {
            let name = self.data("state").await?;
            Ok(states.iter().copied().find(|state| name.as_deref() == Some(state.name())))
        })
        .await
    }

    /// Waits until the viewer's attribute `data-NAME` is a number that `condition` accepts, and
    /// gives it back.
    ///
    /// # Errors
    /// When that does not come about.
    pub async fn wait_for_number(
        &self,
        name: &str,
        description: &str,
        condition: impl Fn(u64) -> bool,
    ) -> Result<u64> {
        self.wait(description, async || Ok(self.number(name).await?.filter(|&number| condition(number))))
            .await
    }

    /// Waits until `condition` gives a value, as [`wait_for`] with the usual patience.
    ///
    /// # Errors
    /// When it does not; the error says what the page was like instead.
    pub async fn wait<T>(
        &self,
        description: &str,
        condition: impl AsyncFnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        self.wait_at_most(PATIENCE, description, condition).await
    }

    /// [`Page::wait`] with a limit of its own.
    ///
    /// # Errors
    /// As there.
    pub async fn wait_at_most<T>(
        &self,
        limit: Duration,
        description: &str,
        condition: impl AsyncFnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        match wait_for(limit, description, condition).await {
            Ok(value) => Ok(value),
            Err(error) => Err(error.context(self.describe().await)),
        }
    }

    /// The viewer's attribute `data-NAME`; `None` if there is no viewer or no such attribute.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn data(&self, name: &str) -> Result<Option<String>> {
        let value = self.run(scripts::DATA, vec![name.into()]).await?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// The viewer's attribute `data-NAME` as a number; `None` if there is none.
    ///
    /// # Errors
    /// When the attribute is not a number, or the browser does not answer.
    pub async fn number(&self, name: &str) -> Result<Option<u64>> {
        self.data(name)
            .await?
            .filter(|value| !value.is_empty())
            .map(|value| value.parse().with_context(|| format!("data-{name} is {value:?}, not a number")))
            .transpose()
    }

    /// The size of the camera's picture as the viewer tells it; `None` before the first.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn size(&self) -> Result<Option<(u64, u64)>> {
        Ok(self.number("width").await?.zip(self.number("height").await?).filter(|size| *size != (0, 0)))
    }

    /// Waits for a picture of this size.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn wait_for_size(&self, width: u64, height: u64) -> Result<()> {
        let description = format!("a picture of {width}x{height}");
        self.wait(&description, async || Ok((self.size().await? == Some((width, height))).then_some(())))
            .await
    }

    /// Waits until the viewer's attribute `data-NAME` has this value.
    ///
    /// # Errors
    /// When it never has.
    pub async fn wait_for_attribute(&self, name: &str, value: &str) -> Result<()> {
        let description = format!("data-{name} to be {value:?}");
        self.wait(&description, async || Ok((self.data(name).await?.as_deref() == Some(value)).then_some(())))
            .await
    }

    /// Waits until the address of the page contains `part`.
    ///
    /// # Errors
    /// When it never does.
    pub async fn wait_for_url(&self, part: &str) -> Result<()> {
        let description = format!("{part:?} in the page's address");
        self.wait(&description, async || {
            Ok(self.session.current_url().await?.as_str().contains(part).then_some(()))
        })
        .await
    }

    /// Waits until the page reads `part` somewhere.
    ///
    /// # Errors
    /// When it never does.
    pub async fn wait_for_text(&self, part: &str) -> Result<()> {
        let description = format!("{part:?} to be said on the page");
        self.wait(&description, async || {
            let text = self.run("return document.body?.innerText ?? ''", vec![]).await?;
            Ok(text.as_str().is_some_and(|text| text.contains(part)).then_some(()))
        })
        .await
    }

    /// What the viewer's canvas shows, read back at the size of the camera's picture.
    ///
    /// # Errors
    /// When there is no canvas, or it may not be read.
    pub async fn picture(&self) -> Result<Picture> {
        let value = self.run(scripts::READ_CANVAS, vec![]).await?;
        let png = value.as_str().context("there is no canvas with a picture on the page")?;
        Picture::from_png(&STANDARD.decode(png)?)
    }

    /// What a person sees: a picture of the whole page.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn screenshot(&self) -> Result<Picture> {
        Picture::from_png(&self.session.screenshot_as_png().await?)
    }

    /// Waits for the control that a screen reader would announce as this role and name.
    ///
    /// # Errors
    /// When there is none; the error names those of that role that there are.
    pub async fn control(&self, role: Role, name: &str) -> Result<WebElement> {
        let description = format!("a {} called {name:?}", role.name());
        let found = self.wait(&description, async || {
            let found = self.find_control(role, name).await?;
            if found.is_none() {
                self.wake().await?;
            }
            Ok(found)
        });
        let found = found.await;
        match found {
            Ok(control) => Ok(control),
            Err(error) => {
                let names = self.names(role).await.unwrap_or_default();
                Err(error.context(format!("those there are: {names:?}")))
            }
        }
    }

    /// That control, if it is there now.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn find_control(&self, role: Role, name: &str) -> Result<Option<WebElement>> {
        let found = match self.session.find_all(By::Css(role.selector())).await {
            // WebKit's driver says so of elements that go while it lists them.
            Err(error) if matches!(error.as_inner(), WebDriverErrorInner::StaleElementReference(_)) => {
                return Ok(None);
            }
            found => found?,
        };
        for element in found {
            // An element that went away while it was asked is not the one.
            if matches!(driver::is_called(&self.session, &element, role.names(), name).await, Ok(true)) {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    /// Presses a control as soon as it can be pressed.
    ///
    /// # Errors
    /// When it never can.
    pub async fn press(&self, role: Role, name: &str) -> Result<()> {
        let description = format!("the {} {name:?} to be pressed", role.name());
        self.wait(&description, async || {
            if let Some(control) = self.find_control(role, name).await? {
                // In the way, switched off, or gone meanwhile: the next look may find it better.
                let enabled = control.is_enabled().await.unwrap_or(false);
                if enabled && control.click().await.is_ok() {
                    return Ok(Some(()));
                }
            }
            self.wake().await?;
            Ok(None)
        })
        .await
    }

    /// Brings back the bars, which fade when nobody moves for a while, as a person would.
    async fn wake(&self) -> Result<()> {
        self.run("document.dispatchEvent(new PointerEvent('pointermove'))", vec![]).await?;
        Ok(())
    }

    /// Opens a camera by what a person would type or paste.
    ///
    /// # Errors
    /// When the page does not take it.
    pub async fn open_camera(&self, address: &str) -> Result<()> {
        // Once there is a viewer, the page listens to keys.
        self.wait("the viewer", async || self.data("state").await).await?;
        if self.find_control(Role::TextField, "Address").await?.is_none() {
            self.session.find(By::Tag("body")).await?.send_keys("o").await?;
        }
        self.control(Role::TextField, "Address").await?.send_keys(address).await?;
        self.press(Role::Button, "Open").await
    }

    /// Chooses the option with this text in a list.
    ///
    /// # Errors
    /// When there is no such list or option.
    pub async fn choose(&self, list: &str, option: &str) -> Result<()> {
        let list = self.control(Role::List, list).await?;
        // WebKit's driver finds an option only where its list is in view.
        list.scroll_into_view().await?;
        for element in list.find_all(By::Css("option")).await? {
            if element.text().await?.trim() == option {
                element.click().await?;
                return Ok(());
            }
        }
        Err(anyhow!("no option {option:?} in {:?}", list.text().await?))
    }

    /// Presses a key anywhere on the page: a letter, or a code such as `\u{e012}` (WebDriver,
    /// keyboard actions).
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn key(&self, key: &str) -> Result<()> {
        self.session.find(By::Tag("body")).await?.send_keys(key).await?;
        Ok(())
    }

    /// Runs a script in the page and gives back what it returns; a promise is awaited.
    ///
    /// # Errors
    /// When it throws, or the browser does not answer.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.session.execute(script, arguments).await?.json().clone())
    }

    /// Runs a script that returns a promise, and gives back what that comes to. The driver is not
    /// kept waiting for it: on a busy machine it may take longer than a driver waits for a script.
    ///
    /// # Errors
    /// When it throws or is rejected, never comes to anything, or the browser does not answer.
    pub async fn run_long(&self, description: &str, script: &str) -> Result<Value> {
        self.run(&format!("{BEGIN_LONG}(() => {{ {script} }})()).then(done, failed);"), vec![]).await?;
        let (value, error) = self
            .wait_at_most(LONG, description, async || {
                let mut state = self.run("return window.e2eLong", vec![]).await?;
                let is_done = state["done"].as_bool().unwrap_or(false);
                Ok(is_done.then(|| (state["value"].take(), state["error"].take())))
            })
            .await?;
        match error {
            Value::Null => Ok(value),
            error => Err(anyhow!("{description}: {error}")),
        }
    }

    async fn names(&self, role: Role) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for element in self.session.find_all(By::Css(role.selector())).await? {
            names.push(driver::name_of(&self.session, &element).await?);
        }
        Ok(names)
    }

    /// For whoever reads why a test failed.
    async fn describe(&self) -> String {
        let attributes = self.run(scripts::DESCRIBE, vec![]).await;
        let attributes = attributes.unwrap_or_else(|error| format!("{error:#}").into());
        let log = self.session.browser_log().await.unwrap_or_default();
        let log: Vec<String> = log.into_iter().map(|entry| entry.message).collect();
        format!("the page was {attributes} and its console said {log:?}")
    }
}

/// How long such a script may take.
const LONG: Duration = Duration::from_secs(120);

const BEGIN_LONG: &str = "
    const state = (window.e2eLong = { done: false });
    const done = (value) => { state.value = value ?? null; state.done = true; };
    const failed = (error) => { state.error = String(error); state.done = true; };
    Promise.resolve(";

/// What a control is to a person who cannot see it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Role {
    /// Something to press.
    Button,
    /// Something to tick.
    Checkbox,
    /// Something to choose from.
    List,
    /// Something to set between two ends.
    Slider,
    /// Something to write in.
    TextField,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Button => "button",
            Self::Checkbox => "checkbox",
            Self::List => "combobox",
            Self::Slider => "slider",
            Self::TextField => "textbox",
        }
    }

    /// What the engines call it.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Button => &["button"],
            Self::Checkbox => &["checkbox"],
            // WebKit has it as a button that opens a menu.
            Self::List => &["combobox", "button"],
            Self::Slider => &["slider"],
            // Firefox has no word for a field for a password.
            Self::TextField => &["textbox", ""],
        }
    }

    fn selector(self) -> &'static str {
        match self {
            Self::Button => "button, summary, [role=button]",
            Self::Checkbox => "input[type=checkbox], [role=checkbox]",
            Self::List => "select, [role=combobox]",
            Self::Slider => "input[type=range], [role=slider]",
            Self::TextField => "input, textarea, [role=textbox]",
        }
    }
}

impl State {
    const ALL: [Self; 9] = [
        Self::Idle,
        Self::Connecting,
        Self::Live,
        Self::Replay,
        Self::Unverified,
        Self::Stalled,
        Self::Reconnecting,
        Self::Ended,
        Self::Error,
    ];

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Connecting => "connecting",
            Self::Live => "live",
            Self::Replay => "replay",
            Self::Unverified => "unverified",
            Self::Stalled => "stalled",
            Self::Reconnecting => "reconnecting",
            Self::Ended => "ended",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
