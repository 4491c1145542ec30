//! The pages of a tour, one after the other.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use ::wall::{Tour, TourInput, TourPage, TourTimes};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use web_sys::HtmlElement;
use yew::prelude::{Html, NodeRef, UseReducerHandle, hook, html, use_effect_with, use_mut_ref};

use crate::marks::Tone;
use crate::wall::state::{Action, Scene, Tile, TileId, TourPlan, Wall};

const TICK_MS: u32 = 250;
/// The next page is connected so long before its time, and waited for so long after it.
const AHEAD: Duration = Duration::from_secs(8);
const PATIENCE: Duration = Duration::from_secs(15);
/// What holds the present page. A page that knows of something worth seeing fires the last one at the document.
const HOLDS: [&str; 4] = ["pointerdown", "keydown", "wheel", "mullion-hold"];

/// Runs the tour of the wall, if it is one. `mark` shows its progress.
#[hook]
pub(crate) fn use_tour(wall: &UseReducerHandle<Wall>, mark: &NodeRef) {
    let latest = use_mut_ref(|| wall.clone());
    latest.replace(wall.clone());
    let mark = mark.clone();
    use_effect_with(wall.tour.clone(), move |plan| {
        let running = plan.clone().and_then(|plan| {
            let mut tour = begin(&plan)?;
            let held = Rc::new(Cell::new(false));
            let holds = listen(&held);
            let mut ready = BTreeSet::new();
            let tick = Interval::new(TICK_MS, move || {
                let wall = latest.borrow().clone();
                let now = now();
                let inputs = news(&wall, &mut ready).into_iter();
                let hold = held.take().then_some(TourInput::Hold);
                for input in inputs.chain(hold).chain([TourInput::Tick]) {
                    tour.handle(now, input);
                }
                let scene = Scene {
                    visible: plan.tiles(tour.page()),
                    coming: tour.coming().map(|page| plan.tiles(page)).unwrap_or_default(),
                };
                // What is let go has no picture when it comes again.
                ready.retain(|tile| scene.has(TileId(*tile)));
                show_progress(&mark, &tour, now);
                if wall.scene.as_deref() != Some(&scene) {
                    wall.dispatch(Action::Scene(Rc::new(scene)));
                }
            });
            Some((tick, holds))
        });
        move || drop(running)
    });
}

/// The mark of a tour's progress: a line at the lower edge.
pub(crate) fn tour_mark(wall: &Wall, mark: &NodeRef) -> Html {
    match &wall.tour {
        Some(plan) if plan.pages.len() > 1 => html! {
            <div ref={mark} class="tour-mark" aria-hidden="true"><i></i></div>
        },
        _ => Html::default(),
    }
}

fn begin(plan: &TourPlan) -> Option<Tour> {
    let number = |tile: &TileId| tile.0 as usize;
    let pages = plan.pages.iter().map(|(tiles, seconds)| TourPage {
        tiles: tiles.iter().map(number).collect(),
        dwell: Duration::from_secs(u64::from(*seconds)),
    });
    let times = TourTimes {
        ahead: AHEAD,
        patience: PATIENCE,
        hold: Duration::from_secs(u64::from(plan.hold_seconds)),
    };
    let pinned = plan.pinned.iter().map(number).collect();
    Tour::new(pages.collect(), pinned, times, now()).map(|(tour, _)| tour)
}

/// Tiles that have a picture since the last look, or have it no longer.
fn news(wall: &Wall, ready: &mut BTreeSet<u32>) -> Vec<TourInput> {
    let mut news = Vec::new();
    for tile in &wall.tiles {
        let number = tile.id.0;
        if has_picture(tile) {
            if ready.insert(number) {
                news.push(TourInput::Ready(number as usize));
            }
        } else if ready.remove(&number) {
            news.push(TourInput::Lost(number as usize));
        }
    }
    news
}

fn has_picture(tile: &Tile) -> bool {
    tile.glance.picture.1 > 0 && matches!(tile.glance.tone, Tone::Live | Tone::Stale)
}

fn show_progress(mark: &NodeRef, tour: &Tour, now: Duration) {
    let Some(mark) = mark.cast::<HtmlElement>() else { return };
    // Fails only for a style that is read-only.
    let _ = mark.style().set_property("--progress", &format!("{:.4}", tour.progress(now)));
    let _ = mark.set_attribute("data-page", &(tour.page() + 1).to_string());
}

fn listen(held: &Rc<Cell<bool>>) -> Vec<EventListener> {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return Vec::new() };
    HOLDS
        .iter()
        .map(|&kind| {
            let held = Rc::clone(held);
            EventListener::new(&document, kind, move |_| held.set(true))
        })
        .collect()
}

/// The page's clock.
fn now() -> Duration {
    let clock = web_sys::window().and_then(|window| window.performance());
    Duration::from_secs_f64(clock.map_or(0.0, |clock| clock.now().max(0.0)) / 1000.0)
}
