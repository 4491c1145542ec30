//! The link to this view, and the same request for other programs.

use vapix::command::{self, Login};
use yew::prelude::{
    AttrValue, Callback, Html, Properties, UseReducerDispatcher, component, html, use_callback,
};

use super::copy_field::CopyField;
use super::dialog::Dialog;
use super::toasts::Toasts;
use crate::state::{Action, Toast, Viewer};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    /// The address of this page, with what is seen.
    pub link: AttrValue,
    /// The address of the stream; none before a camera is opened.
    pub request: Option<AttrValue>,
    pub toasts: Vec<Toast>,
    pub dispatch: UseReducerDispatcher<Viewer>,
}

/// What can be copied.
#[component]
pub(crate) fn ShareSheet(props: &Props) -> Html {
    let closed = use_callback(props.dispatch.clone(), |(), dispatch| dispatch.dispatch(Action::CloseSheet));
    let copied = {
        let dispatch = props.dispatch.clone();
        move |what: &'static str| {
            let dispatch = dispatch.clone();
            Callback::from(move |worked| {
                dispatch.dispatch(if worked {
                    Action::Tell(format!("{what} copied"))
                } else {
                    Action::TellFailure(
                        "The browser refused to copy. Select the text and copy it by hand.".into(),
                    )
                });
            })
        }
    };
    html! {
        <Dialog title="Copy" {closed}>
            <div class="sheet-body">
                <CopyField
                    label="Link to this view"
                    value={props.link.clone()}
                    hint="Opens this camera with these settings. It holds no password."
                    copied={copied("Link")}
                />
                if let Some(request) = &props.request {
                    <CopyField label="Request URL" value={request.clone()} copied={copied("Request URL")} />
                    <CopyField
                        label="Record with FFmpeg"
                        value={command::ffmpeg(request, Login::None, "camera.mkv")}
                        hint="Copies the camera’s pictures as they are."
                        copied={copied("FFmpeg line")}
                    />
                    <CopyField
                        label="Save with curl"
                        value={command::curl(request, Login::None, "camera.mjpg")}
                        copied={copied("curl line")}
                    />
                }
            </div>
            <Toasts toasts={props.toasts.clone()} dispatch={props.dispatch.clone()} />
        </Dialog>
    }
}
