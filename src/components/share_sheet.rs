//! The link to this view, and the same request for other programs.

use vapix::command::{self, Login};
use yew::prelude::{AttrValue, Callback, Html, UseReducerDispatcher, html};

use super::copy_field::CopyField;
use super::dialog::Dialog;
use super::toasts::toasts;
use crate::state::{Action, Viewer};

/// Texts to copy: the address of this view, and that of the stream.
pub(crate) fn share_sheet(viewer: &Viewer, page: &str, dispatch: &UseReducerDispatcher<Viewer>) -> Html {
    let close = dispatch.clone();
    let closed = Callback::from(move |()| close.dispatch(Action::CloseSheet));
    let request = viewer.opened.as_ref().map(|opened| AttrValue::from(opened.understood.url.clone()));
    let copied = |what: &'static str| {
        let dispatch = dispatch.clone();
        Callback::from(move |worked| dispatch.dispatch(Action::copied(what, worked)))
    };
    html! {
        <Dialog title="Copy" {closed}>
            <div class="sheet-body">
                <CopyField
                    label="Link to this view"
                    value={viewer.link(page)}
                    hint="Opens this camera with these settings. It contains no password."
                    copied={copied("Link")}
                />
                if let Some(request) = &request {
                    <CopyField label="Request URL" value={request.clone()} copied={copied("Request URL")} />
                    <CopyField
                        label="Record with FFmpeg"
                        value={command::ffmpeg(request, Login::None, "camera.mkv")}
                        hint="Copies the camera’s frames unchanged."
                        copied={copied("FFmpeg line")}
                    />
                    <CopyField
                        label="Save with curl"
                        value={command::curl(request, Login::None, "camera.mjpg")}
                        copied={copied("curl line")}
                    />
                }
            </div>
            { toasts(&viewer.toasts, dispatch) }
        </Dialog>
    }
}
