//! A QR code.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};
use yew::prelude::{AttrValue, Html, Properties, component, html};

/// Light modules around it (ISO/IEC 18004, section 6.3.8).
const QUIET: i32 = 4;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub text: AttrValue,
    pub label: AttrValue,
}

/// The code, or words where the text is too long for one.
#[component]
pub(super) fn Qr(props: &Props) -> Html {
    let Ok(code) = QrCode::encode_text(&props.text, QrCodeEcc::Low) else {
        return html! {
            <p class="field-hint">{ "This is too long for a QR code: pass on the link or the file." }</p>
        };
    };
    let side = code.size() + 2 * QUIET;
    html! {
        <svg
            class="editor-qr"
            viewBox={format!("0 0 {side} {side}")}
            role="img"
            aria-label={props.label.clone()}
            shape-rendering="crispEdges"
        >
            <path fill="#fff" d={format!("M0 0h{side}v{side}H0z")} />
            <path fill="#000" d={modules(&code)} />
        </svg>
    }
}

/// The dark modules, each run of a row as one rectangle.
fn modules(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let length = x - start;
                // Writing to memory does not fail.
                let _ = write!(path, "M{} {}h{length}v1h-{length}z", start + QUIET, y + QUIET);
            }
            x += 1;
        }
    }
    path
}
