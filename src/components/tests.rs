//! The page in a browser, without a gateway and without a camera.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests are no test functions")]

use js_sys::Promise;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    Document, Element, HtmlElement, KeyboardEvent, KeyboardEventInit, MutationObserver, MutationObserverInit,
};
use yew::{AppHandle, Renderer, scheduler};

use super::App;

wasm_bindgen_test_configure!(run_in_browser);

/// The mounted page. It goes with the test.
struct Page {
    root: Element,
    app: Option<AppHandle<App>>,
    /// The player's container.
    container: HtmlElement,
}

impl Page {
    /// Mounted, and known that there is no gateway: then it asks for a camera.
    async fn asking() -> Self {
        let root = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&root).unwrap();
        let app = Renderer::<App>::with_root(root.clone()).render();
        scheduler::flush().await;
        let container = root.query_selector(".picture").unwrap().unwrap().unchecked_into();
        let page = Self { root, app: Some(app), container };
        page.appears("dialog[open] #address").await;
        page
    }

    /// The same with the sheet closed.
    async fn idle() -> Self {
        let page = Self::asking().await;
        page.click("dialog [aria-label=Close]").await;
        page
    }

    fn find(&self, selector: &str) -> Option<HtmlElement> {
        self.root.query_selector(selector).unwrap().map(JsCast::unchecked_into)
    }

    fn has(&self, selector: &str) -> bool {
        self.find(selector).is_some()
    }

    async fn click(&self, selector: &str) {
        self.find(selector).expect(selector).click();
        scheduler::flush().await;
    }

    async fn press(&self, key: &str) {
        let target: Element = document().active_element().unwrap();
        let options = KeyboardEventInit::new();
        options.set_key(key);
        options.set_bubbles(true);
        options.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).unwrap();
        target.dispatch_event(&event).unwrap();
        scheduler::flush().await;
    }

    /// Waits for an element.
    async fn appears(&self, selector: &str) {
        let mut watched = None;
        let promise = Promise::new(&mut |resolve, _| {
            let (root, selector) = (self.root.clone(), selector.to_owned());
            let look = Closure::<dyn FnMut()>::new(move || {
                if matches!(root.query_selector(&selector), Ok(Some(_))) {
                    resolve.call0(&JsValue::NULL).unwrap();
                }
            });
            let observer = MutationObserver::new(look.as_ref().unchecked_ref()).unwrap();
            let options = MutationObserverInit::new();
            options.set_child_list(true);
            options.set_subtree(true);
            options.set_attributes(true);
            observer.observe_with_options(&self.root, &options).unwrap();
            // What is there already.
            look.as_ref().unchecked_ref::<js_sys::Function>().call0(&JsValue::NULL).unwrap();
            watched = Some((observer, look));
        });
        JsFuture::from(promise).await.unwrap();
        if let Some((observer, _)) = watched {
            observer.disconnect();
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.root.remove();
    }
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}

fn focused() -> Element {
    document().active_element().unwrap()
}

#[wasm_bindgen_test]
async fn without_a_camera_the_page_asks_for_one() {
    let page = Page::asking().await;
    assert_eq!(focused().id(), "address");
    page.click("dialog [aria-label=Close]").await;
    assert_eq!(page.find(".notice h2").unwrap().inner_text(), "No camera is open");
}

#[wasm_bindgen_test]
async fn nothing_that_opens_or_closes_replaces_the_players_container() {
    let page = Page::idle().await;
    let is_the_same = || page.find(".picture").unwrap().is_same_node(Some(&page.container));
    assert!(is_the_same());
    for key in ["i", "m", "p", "Escape", "Escape", "i", "r", "2", "+"] {
        page.press(key).await;
        assert!(is_the_same(), "{key}");
    }
    for sheet in ["?", "c", "o"] {
        page.press(sheet).await;
        assert!(page.has("dialog[open]"), "{sheet}");
        page.click("dialog [aria-label=Close]").await;
        assert!(!page.has("dialog"), "{sheet}");
    }
    assert!(is_the_same());
}

#[wasm_bindgen_test]
async fn a_sheet_gives_the_focus_back() {
    let page = Page::idle().await;
    let help = page.find("[aria-label='Keys and gestures']").unwrap();
    help.focus().unwrap();
    page.press("?").await;
    assert!(focused().closest("dialog").unwrap().is_some());
    page.click("dialog [aria-label=Close]").await;
    assert!(focused().is_same_node(Some(&help)));
}

#[wasm_bindgen_test]
async fn a_panel_takes_the_focus_and_gives_it_back() {
    let page = Page::idle().await;
    let button = page.find("[aria-label='Picture parameters']").unwrap();
    button.focus().unwrap();
    page.click("[aria-label='Picture parameters']").await;
    assert!(focused().closest(".panel").unwrap().is_some());
    page.press("Escape").await;
    assert!(!page.has(".panel") && focused().is_same_node(Some(&button)));
}

#[wasm_bindgen_test]
async fn the_menu_closes_when_the_focus_leaves_it() {
    let page = Page::idle().await;
    page.click("button[aria-label=View]").await;
    page.find(".menu button").unwrap().focus().unwrap();
    page.press("ArrowRight").await;
    assert_eq!(focused().text_content().as_deref(), Some("Fill"));
    assert!(page.has(".menu"));
    page.find("[aria-label=Statistics]").unwrap().focus().unwrap();
    scheduler::flush().await;
    assert!(!page.has(".menu"));
}

#[wasm_bindgen_test]
async fn a_text_field_keeps_its_keys() {
    let page = Page::asking().await;
    page.press("i").await;
    page.press("?").await;
    assert!(!page.has(".statistics") && !page.has(".help-sheet"));
    page.click("dialog [aria-label=Close]").await;
    page.press("i").await;
    assert!(page.has(".statistics"));
}

#[wasm_bindgen_test]
async fn every_control_has_a_name_and_ids_are_unique() {
    let page = Page::idle().await;
    for key in ["m", "i", "p", "o"] {
        page.press(key).await;
    }
    let controls = page.root.query_selector_all("button, input, select").unwrap();
    for index in 0..controls.length() {
        let control: Element = controls.get(index).unwrap().unchecked_into();
        let labelled = control.get_attribute("aria-label").is_some()
            || !control.text_content().unwrap_or_default().trim().is_empty()
            || control.closest("label").unwrap().is_some()
            || matches!(page.root.query_selector(&format!("label[for='{}']", control.id())), Ok(Some(_)));
        assert!(labelled, "{}", control.outer_html());
    }
    let ids = page.root.query_selector_all("[id]").unwrap();
    let ids: Vec<String> = (0..ids.length())
        .map(|index| ids.get(index).unwrap().unchecked_into::<Element>().id())
        .filter(|id| page.root.query_selector_all(&format!("[id='{id}']")).unwrap().length() > 1)
        .collect();
    assert!(ids.is_empty(), "{ids:?}");
}

#[wasm_bindgen_test]
async fn no_style_attribute_is_written_by_a_component() {
    let page = Page::idle().await;
    for key in ["m", "i", "p", "o"] {
        page.press(key).await;
    }
    let styled = page.root.query_selector_all("[style]:not(.picture, .picture *)").unwrap();
    assert_eq!(styled.length(), 0, "a strict content security policy would refuse it");
}
