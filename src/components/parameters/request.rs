//! The request that the arguments make, for this and for other programs.

use vapix::command::{self, Login};
use yew::prelude::{AttrValue, Callback, Html, Properties, component, html};

use crate::components::copy_field::CopyField;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct Props {
    pub url: AttrValue,
    /// Gets the name of the copied text, and whether copying worked.
    pub copied: Callback<(&'static str, bool)>,
}

/// The URL, and the same as command lines.
#[component]
pub(super) fn Request(props: &Props) -> Html {
    let copied = |what: &'static str| props.copied.reform(move |worked| (what, worked));
    html! {
        <section class="parameter-request" aria-label="Request">
            <h3>{ "Request" }</h3>
            <CopyField label="Request URL" value={props.url.clone()} copied={copied("Request URL")} />
            <CopyField
                label="Record with FFmpeg"
                value={command::ffmpeg(&props.url, Login::None, "camera.mkv")}
                copied={copied("FFmpeg line")}
            />
            <CopyField
                label="Save with curl"
                value={command::curl(&props.url, Login::None, "camera.mjpg")}
                copied={copied("curl line")}
            />
        </section>
    }
}
