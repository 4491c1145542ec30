//! The camera's answer to each request.

mod control;
mod custom_headers;
mod device_info;
mod image_size;
mod parameters;
mod picture;
mod ptz;
mod user_group;

use std::sync::Arc;
use std::time::Duration;

use vapix::Endpoint;

use crate::auth::{Access, Gate, Identity};
use crate::encoders::Encoders;
use crate::handle::Handle;
use crate::http::{Request, Response};
use crate::renderer::Studio;
use crate::stream::{Stream, status_code};
use crate::{Fault, StatusFault};

/// Everything that answering needs.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) studio: Arc<Studio>,
    pub(crate) encoders: Arc<Encoders>,
    pub(crate) gate: Gate,
    pub(crate) handle: Handle,
    pub(crate) control: bool,
    pub(crate) http10_streams: bool,
    pub(crate) write_timeout: Duration,
}

/// An answer.
#[derive(Debug)]
pub(crate) enum Answer {
    /// A head that never ends; this is its start.
    EndlessHead(Vec<u8>),
    Response(Response),
    /// Nothing at all, with the connection open.
    Silence,
    Stream(Box<Stream>),
}

impl From<Response> for Answer {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

impl Server {
    /// The answer to a request.
    pub(crate) async fn answer(&self, request: &Request) -> Answer {
        self.handle.request(&request.method, request.path(), &request.target);
        let answer = match self.try_answer(request).await {
            Ok(answer) => answer,
            Err(refusal) => refusal.into(),
        };
        if matches!(&answer, Answer::Response(response) if response.status == 401) {
            self.handle.count(|snapshot| snapshot.unauthorized += 1);
        }
        answer
    }

    async fn try_answer(&self, request: &Request) -> Result<Answer, Response> {
        if request.method == "OPTIONS" {
            // A browser asks before it sends credentials, so this must not need any.
            return Ok(Response::empty().with("Allow", "GET, POST, OPTIONS").into());
        }
        if self.control && request.path() == control::PATH {
            return Ok(control::answer(request, &self.handle).into());
        }
        let fault = if self.control { control::own_fault(request)? } else { None };
        let endpoint = Endpoint::from_path(request.path());
        let is_picture = endpoint.is_some_and(Endpoint::is_picture);
        let fault = fault.or(self.handle.fault().filter(|_| is_picture));
        if let Some(answer) = fault.and_then(|fault| self.refusal(fault)) {
            return Ok(answer);
        }
        let admit = |access| self.gate.admit(request, access);
        let Some(endpoint) = endpoint else {
            return Err(Response::page(404, "The requested URL was not found on this server."));
        };
        if !matches!(request.method.as_str(), "GET" | "POST" | "HEAD") {
            return Err(Response::page(405, "The camera knows GET and POST."));
        }
        let device = &self.studio.device;
        Ok(match endpoint {
            Endpoint::Video | Endpoint::VideoAlias => {
                admit(Access::Viewer)?;
                picture::stream(self, request, fault)?
            }
            Endpoint::Image | Endpoint::ImageAlias => {
                admit(Access::Viewer)?;
                picture::still(self, request, fault).await?
            }
            Endpoint::ImageSize => {
                admit(Access::Viewer)?;
                image_size::answer(request, device).into()
            }
            Endpoint::Parameters => parameters::answer(request, device, &admit(Access::Viewer)?).into(),
            Endpoint::UserGroup => user_group::answer(&admit(Access::Viewer)?).into(),
            Endpoint::DeviceInfo => {
                let identity = admit(Access::Anyone)?;
                let is_known = self.gate.allows(&identity, Access::Viewer);
                device_info::answer(request, device, is_known)
                    .ok_or_else(|| self.gate.challenge(false))?
                    .into()
            }
            Endpoint::Ptz => {
                admit(Access::Ptz)?;
                ptz::answer(request, device).into()
            }
            Endpoint::CustomHeaders => {
                admit(Access::Admin)?;
                custom_headers::answer(request, device).into()
            }
        })
    }

    /// The answer of a fault that leaves no room for another.
    fn refusal(&self, fault: Fault) -> Option<Answer> {
        Some(match fault {
            Fault::EndlessHead => {
                Answer::EndlessHead(crate::http::status_line(self.http10_streams, 200).into_bytes())
            }
            Fault::Html => Response::new(
                200,
                "text/html",
                "<html><head><title>AXIS</title></head><body><h1>The camera is being updated</h1>\
                 <p>Come back in a few minutes.</p></body></html>\n",
            )
            .into(),
            Fault::Status(StatusFault::Unauthorized) => self.gate.challenge(false).into(),
            Fault::Status(StatusFault::Unavailable) => busy().with("Retry-After", "5").into(),
            Fault::Status(status) => Response::page(status_code(status), "As ordered.").into(),
            _ => return None,
        })
    }
}

impl Identity {
    /// The name to show.
    fn name(&self) -> &str {
        match self {
            Self::Anonymous => "anonymous",
            Self::User { name, .. } => name,
        }
    }
}

/// Status 503.
fn busy() -> Response {
    Response::page(503, "The server is temporarily unable to service your request.")
}
