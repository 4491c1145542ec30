//! The page.

fn main() {
    let root =
        web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("app"));
    match root {
        Some(root) => drop(yew::Renderer::<viewer::components::App>::with_root(root).render()),
        None => drop(yew::Renderer::<viewer::components::App>::new().render()),
    }
}
