//! The panel in a browser.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use vapix::ImageRequest;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, EventInit, HtmlInputElement, HtmlSelectElement, InputEvent, InputEventInit};
use yew::{AppHandle, Callback, Renderer, scheduler};

use super::{Access, Parameters, Props};

wasm_bindgen_test_configure!(run_in_browser);

/// Nothing listens there, so the panel offers what is usual.
const CAMERA: &str = "http://127.0.0.1:9/a/axis-cgi/mjpg/video.cgi";
const OTHER_CAMERA: &str = "http://127.0.0.1:9/b/axis-cgi/mjpg/video.cgi";

type Told = Rc<RefCell<Vec<String>>>;

/// A mounted panel and the queries that it asked for.
struct Panel {
    root: Element,
    app: AppHandle<Parameters>,
    told: Told,
    /// Resolves when something is asked for.
    next: Promise,
    on_change: Callback<vapix::ImageArguments>,
}

impl Panel {
    async fn mount(query: &str) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let root = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&root).unwrap();
        let told = Told::default();
        let mut resolve = None;
        let next = Promise::new(&mut |done, _| resolve = Some(done));
        let resolve = resolve.unwrap();
        let on_change = {
            let told = Rc::clone(&told);
            Callback::from(move |arguments: vapix::ImageArguments| {
                told.borrow_mut().push(arguments.to_query());
                resolve.call0(&resolve).unwrap();
            })
        };
        let props = props(CAMERA, query, &on_change);
        let app = Renderer::<Parameters>::with_root_and_props(root.clone(), props).render();
        scheduler::flush().await;
        Self { root, app, told, next, on_change }
    }

    fn find<T: JsCast>(&self, selector: &str) -> T {
        self.root.query_selector(selector).unwrap().expect(selector).dyn_into().unwrap()
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
    }

    // Nothing below waits, so no timer can run out between two changes.

    fn slide(&self, selector: &str, value: u32) {
        let slider: HtmlInputElement = self.find(selector);
        slider.set_value(&value.to_string());
        let bubbles = InputEventInit::new();
        bubbles.set_bubbles(true);
        slider.dispatch_event(&InputEvent::new_with_event_init_dict("input", &bubbles).unwrap()).unwrap();
    }

    fn choose(&self, selector: &str, value: &str) {
        self.find::<HtmlSelectElement>(selector).set_value(value);
        self.changed(selector);
    }

    fn write(&self, selector: &str, value: &str) {
        self.find::<HtmlInputElement>(selector).set_value(value);
        self.changed(selector);
    }

    fn changed(&self, selector: &str) {
        let bubbles = EventInit::new();
        bubbles.set_bubbles(true);
        let event = Event::new_with_event_init_dict("change", &bubbles).unwrap();
        self.find::<Element>(selector).dispatch_event(&event).unwrap();
    }

    /// Takes the panel away and gives what was asked for until then.
    async fn close(self) -> Vec<String> {
        self.app.destroy();
        scheduler::flush().await;
        self.root.remove();
        self.told.take()
    }
}

fn props(url: &str, query: &str, on_change: &Callback<vapix::ImageArguments>) -> Props {
    Props {
        access: Access::default(),
        authorize: Callback::from(|_| None),
        request: ImageRequest::parse(&format!("{url}?{query}")).unwrap(),
        picture: None,
        quality: Some(70),
        frame_bytes: 15_200,
        on_change: on_change.clone(),
        copied: Callback::noop(),
    }
}

#[wasm_bindgen_test]
async fn a_slide_through_many_values_asks_once() {
    let panel = Panel::mount("fps=5").await;
    for value in 31..=60 {
        panel.slide("#parameter-compression", value);
    }
    assert!(panel.told.borrow().is_empty());
    JsFuture::from(panel.next.clone()).await.unwrap();
    assert_eq!(panel.close().await, ["compression=60&fps=5"]);
}

#[wasm_bindgen_test]
async fn what_waits_is_asked_for_when_the_panel_closes() {
    let panel = Panel::mount("").await;
    panel.choose("#parameter-resolution", "640x480");
    assert_eq!(panel.close().await, ["resolution=640x480"]);
}

#[wasm_bindgen_test]
async fn what_waits_for_one_camera_does_not_reach_another() {
    let mut panel = Panel::mount("").await;
    panel.choose("#parameter-resolution", "640x480");
    panel.app.update(props(OTHER_CAMERA, "fps=5", &panel.on_change));
    scheduler::flush().await;
    assert_eq!(panel.find::<HtmlSelectElement>("#parameter-resolution").value(), "");
    assert_eq!(panel.find::<HtmlSelectElement>("#parameter-fps").value(), "5");
    assert_eq!(panel.close().await, Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn a_text_that_is_no_value_is_kept_told_and_not_asked_for() {
    let panel = Panel::mount("").await;
    panel.write("#parameter-overlaypos", "left");
    scheduler::flush().await;
    let alert: Element = panel.find(".parameter-error[role=alert]");
    assert_eq!(alert.text_content().unwrap(), "This must be a position X,Y.");
    let input: HtmlInputElement = panel.find("#parameter-overlaypos");
    assert_eq!(
        (input.value().as_str(), input.get_attribute("aria-invalid").as_deref()),
        ("left", Some("true"))
    );
    panel.write("#parameter-overlaypos", "10,20");
    scheduler::flush().await;
    assert!(panel.all(".parameter-error").is_empty());
    assert_eq!(panel.close().await, ["overlaypos=10,20"]);
}

#[wasm_bindgen_test]
async fn every_control_has_a_label_and_can_be_left_to_the_camera() {
    let panel = Panel::mount("camera=7&resolution=100x100").await;
    for control in panel.all("select, input") {
        let id = control.id();
        assert_eq!(panel.all(&format!("label[for={id}]")).len(), 1, "{id}");
    }
    for select in panel.all("select") {
        let first = select.query_selector("option").unwrap().unwrap();
        assert_eq!(first.get_attribute("value").as_deref(), Some(""), "{}", select.id());
    }
    for fieldset in panel.all("fieldset") {
        assert!(fieldset.query_selector("legend").unwrap().is_some());
    }
    // What a pasted address asked for is shown though no list has it.
    assert_eq!(panel.find::<HtmlSelectElement>("#parameter-camera").value(), "7");
    panel.choose("#parameter-camera", "");
    assert_eq!(panel.close().await, ["resolution=100x100"]);
}

#[wasm_bindgen_test]
async fn the_request_is_shown_as_it_will_be() {
    let panel = Panel::mount("token=x").await;
    panel.choose("#parameter-rotation", "180");
    scheduler::flush().await;
    let shown = panel.find::<Element>(".parameter-request code").text_content().unwrap();
    assert_eq!(shown, format!("{CAMERA}?rotation=180&token=x"));
    panel.close().await;
}

#[wasm_bindgen_test]
async fn nothing_has_an_inline_style() {
    let panel = Panel::mount("").await;
    assert!(panel.all("[style]").is_empty());
    panel.close().await;
}
