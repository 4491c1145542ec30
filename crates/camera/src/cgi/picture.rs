//! `video.cgi` and `image.cgi`.

use std::sync::Arc;

use bytes::Bytes;
use vapix::ImageArguments;

use super::{Answer, Server, busy};
use crate::Fault;
use crate::handle::Counted;
use crate::http::{Request, Response};
use crate::setting::{Refusal, Resolved};
use crate::stream::{Stream, Style, head};

/// A stream.
pub(super) fn stream(server: &Server, request: &Request, fault: Option<Fault>) -> Result<Answer, Response> {
    let resolved = resolve(server, request)?;
    if request.method == "HEAD" {
        return Ok(Response::new(200, "multipart/x-mixed-replace; boundary=myboundary", "").into());
    }
    let most = server.studio.device.settings().max_viewers().unwrap_or(u32::MAX);
    let viewer = server.handle.viewer(most).ok_or_else(busy)?;
    let frames = server.encoders.watch(&resolved.setting).map_err(|_| busy())?;
    let is_http10 = server.http10_streams || request.is_http10;
    // The request's own fault is the stream's own; one for all is followed as it comes and goes.
    let own = if server.handle.fault() == fault { None } else { fault };
    Ok(Answer::Stream(Box::new(Stream {
        resolved,
        frames,
        fault: own,
        head: head(fault, is_http10, &server.studio.device.headers()),
        style: Style::of(fault),
        viewer,
        encoders: Arc::clone(&server.encoders),
        handle: server.handle.clone(),
        write_timeout: server.write_timeout,
    })))
}

/// One picture.
pub(super) async fn still(
    server: &Server,
    request: &Request,
    fault: Option<Fault>,
) -> Result<Answer, Response> {
    let mut setting = resolve(server, request)?.setting;
    // A single picture has no rate, so that requests share what is encoded.
    setting.fps = 0;
    if matches!(fault, Some(Fault::Stall { .. })) {
        return Ok(Answer::Silence);
    }
    let frame = server.encoders.still(&setting).await.ok_or_else(busy)?;
    let mut jpeg: Bytes = frame.jpeg.clone();
    if let Some(Fault::Truncate { .. }) = fault {
        jpeg.truncate(jpeg.len() / 2);
    } else {
        server.handle.remember(&setting.describe(), &frame);
    }
    server.handle.count(|snapshot| snapshot.pictures_sent += 1);
    let response = Response::new(200, "image/jpeg", jpeg);
    Ok(response.with("Cache-Control", "no-cache").with("Pragma", "no-cache").into())
}

fn resolve(server: &Server, request: &Request) -> Result<Resolved, Response> {
    let arguments = ImageArguments::from_query(request.query());
    Resolved::of(&arguments, &server.studio.device.settings())
        .map_err(|refusal| refuse(&refusal, arguments.camera.is_some()))
}

/// The documents give errors of the image CGIs as plain text with status 200, in an HTML comment where the
/// request names a camera.
pub(super) fn refuse(refusal: &Refusal, names_camera: bool) -> Response {
    let is_camera = names_camera || matches!(refusal, Refusal::Camera(_));
    Response::text(if is_camera { format!("<!-- {refusal} -->\r\n") } else { format!("{refusal}\r\n") })
}

impl crate::Handle {
    /// Counts one more viewer, unless there are enough.
    fn viewer(&self, most: u32) -> Option<Counted> {
        Counted::up_to(self, most as usize, |snapshot| &mut snapshot.streams)
    }
}
