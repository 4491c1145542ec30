//! A page of many tiles, each an `<img>` or a viewer.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::browser::Browser;
use crate::copy::AppCopy;
use crate::page::{Page, State};

/// The page, open in a browser.
#[derive(Clone, Debug)]
pub struct Wall {
    page: Page,
}

/// How tiles lie on the page.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Tiles side by side.
    pub columns: u32,
    /// Of a tile, pixels.
    pub tile: (u32, u32),
}

/// One tile at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tile {
    /// Of a viewer; `None` for an image, and before the viewer is there.
    pub state: Option<State>,
    /// Whether there is a picture, as far as the page can tell: a viewer says that it is live.
    pub is_shown: bool,
    /// Frames drawn so far, as the viewer counts them.
    pub drawn: u64,
}

/// WebAssembly on the page, its frames and their workers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Programs {
    /// Workers that run.
    pub workers: u64,
    /// Memories of all of them and of the pages.
    pub memories: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Wall {
    /// Puts the page beside an app's own.
    ///
    /// # Errors
    /// As the file system has them.
    pub fn put_into(app: &AppCopy) -> Result<()> {
        app.write("wall.html", include_str!("wall/wall.html"))?;
        app.write("wall.js", include_str!("wall/wall.js"))
    }

    /// The same, and all pages and workers of the app note their WebAssembly programs, for
    /// [`Wall::programs`] and [`Wall::end_workers`].
    ///
    /// # Errors
    /// As the file system has them, and when the app has no player.
    pub fn put_watched_into(app: &AppCopy) -> Result<()> {
        Self::put_into(app)?;
        app.write("programs.js", include_str!("wall/programs.js"))?;
        app.change("wall.html", |html| {
            html.replacen("<script", "<script src=\"programs.js\"></script><script", 1)
        })?;
        // Imports are run first.
        app.change("player.js", |program| format!("import \"./programs.js\";\n{program}"))
    }

    /// Opens the page that was put into the app at `origin` (an address without a slash at the end).
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn open(browser: &Browser, origin: &str, layout: Layout) -> Result<Self> {
        let page = browser.open(&format!("{origin}/wall.html")).await?;
        Self::arrange(page, layout).await
    }

    /// Takes over the page, which has been opened.
    ///
    /// # Errors
    /// When it is another page.
    pub async fn arrange(page: Page, layout: Layout) -> Result<Self> {
        let Layout { columns, tile: (width, height) } = layout;
        let sides = vec![json!(columns), json!(width), json!(height)];
        page.run("wall.arrange(...arguments)", sides).await?;
        Ok(Self { page })
    }

    /// The page itself.
    #[must_use]
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Adds an `<img>` for each address.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn add_images(&self, urls: &[String]) -> Result<()> {
        self.page.run("wall.addImages(arguments[0])", vec![json!(urls)]).await?;
        Ok(())
    }

    /// Adds a viewer for each address, with a canvas of its own. It keeps so many seconds to be looked at again.
    ///
    /// # Errors
    /// When the page does not answer, or has no player.
    pub async fn add_viewers(&self, urls: &[String], replay: u32) -> Result<()> {
        self.add(urls, replay, false).await
    }

    /// The same, and they may draw on one canvas.
    ///
    /// # Errors
    /// As there.
    pub async fn add_sharing_viewers(&self, urls: &[String], replay: u32) -> Result<()> {
        self.add(urls, replay, true).await
    }

    async fn add(&self, urls: &[String], replay: u32, is_shared: bool) -> Result<()> {
        let options = json!({ "replay": replay, "isShared": is_shared });
        self.page.run("return wall.addViewers(...arguments)", vec![json!(urls), options]).await?;
        Ok(())
    }

    /// All tiles now.
    ///
    /// # Errors
    /// When the page does not answer.
    pub async fn tiles(&self) -> Result<Vec<Tile>> {
        let states = self.page.run("return wall.states()", vec![]).await?;
        let states = states.as_array().context("the page is no wall")?;
        states.iter().map(|one| tile(one).with_context(|| format!("no tile: {one}"))).collect()
    }

    /// Waits until all tiles show a picture.
    ///
    /// # Errors
    /// After `limit`, with the number of those that do; when the page does not answer.
    pub async fn wait_until_shown(&self, limit: Duration) -> Result<()> {
        let deadline = Instant::now() + limit;
        loop {
            let tiles = self.tiles().await?;
            let shown = tiles.iter().filter(|tile| tile.is_shown).count();
            if shown == tiles.len() {
                return Ok(());
            }
            if Instant::now() >= deadline {
                let first = self.page.run("return wall.describe()", vec![]).await?;
                let (of, seconds) = (tiles.len(), limit.as_secs());
                bail!("only {shown} of {of} tiles showed a picture within {seconds} s, but not {first}");
            }
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// What runs on the page, as was said in the last seconds.
    ///
    /// # Errors
    /// When they are not [watched](Self::put_watched_into).
    pub async fn programs(&self) -> Result<Programs> {
        let counts = self.page.run("return programs.count()", vec![]).await?;
        let count = |index: usize| counts.get(index).and_then(Value::as_u64).context("no count of programs");
        Ok(Programs { workers: count(0)?, memories: count(1)?, bytes: count(2)? })
    }

    /// Has all workers throw an error and end.
    ///
    /// # Errors
    /// As [`Wall::programs`].
    pub async fn end_workers(&self) -> Result<()> {
        self.page.run("programs.die()", vec![]).await?;
        Ok(())
    }
}

fn tile(told: &Value) -> Option<Tile> {
    let word = told.get(0)?.as_str()?;
    let state = State::from_name(word);
    let is_shown = word == "shown" || state == Some(State::Live);
    Some(Tile { state, is_shown, drawn: told.get(1)?.as_u64()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_with_a_picture_is_shown_and_so_is_a_live_viewer() {
        let is_shown = |word: &str| tile(&json!([word, 7, 640, 480])).map(|tile| tile.is_shown);
        assert_eq!(["shown", "live", "stalled", ""].map(is_shown), [true, true, false, false].map(Some));
        assert_eq!(tile(&json!(["live"])), None);
    }
}
