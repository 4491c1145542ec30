//! Whether a person has left the page alone for a while.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use yew::prelude::{hook, use_effect_with, use_state};

/// Events that show a person's presence.
const SIGNS: &[&str] = &["pointermove", "pointerdown", "wheel", "keydown", "focusin"];
/// A control that the keyboard is on keeps the page awake, ...
const FOCUSED: &str = ".chrome :focus-visible";
/// ... and so does one that a pointer rests on. After a tap, what was tapped counts as hovered for
/// as long as nothing else is tapped.
const HOVERED: &str = ".bar:hover";
const CAN_HOVER: &str = "(hover: hover)";

/// True after `after_ms` without movement, touch, key or focus, unless `awake` or a control is in use.
#[hook]
pub(crate) fn use_stillness(after_ms: u32, awake: bool) -> bool {
    let still = use_state(|| false);
    {
        let setter = still.setter();
        use_effect_with(awake, move |&awake| {
            setter.set(false);
            let watch =
                (!awake).then(|| Watch::new(after_ms, Rc::new(move |still| setter.set(still)))).flatten();
            move || drop(watch)
        });
    }
    *still && !awake
}

/// The listeners and the timer that is running.
struct Watch {
    _signs: Vec<EventListener>,
    _clock: Rc<Clock>,
}

struct Clock {
    after_ms: u32,
    told: Rc<dyn Fn(bool)>,
    /// The last reported value, because a moving pointer must not cause a rendering.
    still: RefCell<bool>,
    timer: RefCell<Option<Timeout>>,
}

impl Watch {
    fn new(after_ms: u32, told: Rc<dyn Fn(bool)>) -> Option<Self> {
        let document = web_sys::window()?.document()?;
        let clock = Rc::new(Clock { after_ms, told, still: RefCell::new(false), timer: RefCell::new(None) });
        let signs = SIGNS
            .iter()
            .map(|sign| {
                let clock = Rc::clone(&clock);
                let options = EventListenerOptions::run_in_capture_phase();
                EventListener::new_with_options(&document, *sign, options, move |_| clock.wake())
            })
            .collect();
        clock.wind();
        Some(Self { _signs: signs, _clock: clock })
    }
}

impl Clock {
    fn wake(self: &Rc<Self>) {
        self.tell(false);
        self.wind();
    }

    fn wind(self: &Rc<Self>) {
        let clock = Rc::downgrade(self);
        let timer = Timeout::new(self.after_ms, move || {
            let Some(clock) = clock.upgrade() else { return };
            if in_use() { clock.wind() } else { clock.tell(true) }
        });
        // The one before is cancelled by being dropped.
        *self.timer.borrow_mut() = Some(timer);
    }

    fn tell(&self, still: bool) {
        if self.still.replace(still) != still {
            (self.told)(still);
        }
    }
}

fn in_use() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let document = window.document();
    let is = |selector: &str| {
        document.as_ref().is_some_and(|document| matches!(document.query_selector(selector), Ok(Some(_))))
    };
    let can_hover = matches!(window.match_media(CAN_HOVER), Ok(Some(media)) if media.matches());
    is(FOCUSED) || can_hover && is(HOVERED)
}
