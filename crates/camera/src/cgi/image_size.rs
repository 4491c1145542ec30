//! `imagesize.cgi`: the size that a request would give.

use vapix::ImageArguments;

use super::picture::refuse;
use crate::device::Device;
use crate::http::{Request, Response};
use crate::setting::Resolved;

pub(super) fn answer(request: &Request, device: &Device) -> Response {
    let arguments: Vec<String> =
        request.arguments().into_iter().map(|(name, value)| pair(&name, &value)).collect();
    let arguments = ImageArguments::from_query(&arguments.join("&"));
    match Resolved::of(&arguments, &device.settings()) {
        Ok(resolved) => {
            let size = resolved.setting.delivered();
            Response::text(format!("image width = {}\r\nimage height = {}\r\n", size.width(), size.height()))
        }
        Err(refusal) => refuse(&refusal, arguments.camera.is_some()),
    }
}

fn pair(name: &str, value: &str) -> String {
    let mut pair = String::new();
    vapix::query::push(&mut pair, name, value);
    pair
}
