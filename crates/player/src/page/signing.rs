//! Signing requests, by a part of the player that comes with the first login (`crates/features/login`).

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use authentication::Answer;
use causes::{Cause, Feature};
use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::Page;
use crate::login::Signature;
use crate::message::{FeatureState, ToWorker};
use crate::program::{MOMENT, Program};
use crate::{Login, Source};

#[wasm_bindgen]
extern "C" {
    /// The module of `crates/features/login`.
    type Module;
    #[wasm_bindgen(method, catch)]
    fn signer(this: &Module) -> Result<Given, JsValue>;

    /// A signer, as the program has it.
    type Given;
    #[wasm_bindgen(method, catch)]
    fn prepare(
        this: &Given,
        url: &str,
        asked: &Array,
        user: Option<&str>,
        secret: Option<&str>,
        in_clear: bool,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn sign(this: &Given, target: &str, now: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn challenged(this: &Given, target: &str, challenges: &str, now: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn sign_other(this: &Given, url: &str, now: f64) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn accepted(this: &Given) -> Result<(), JsValue>;
}

/// The program that signs, which all players of a page share.
pub(super) struct Signing {
    program: Program,
    /// Why it is used no more: it has stopped. Another one would not know which cameras have offered
    /// more than they ask for now.
    ended: RefCell<Option<Cause>>,
}

impl Default for Signing {
    fn default() -> Self {
        let file = ("login", env!("LOGIN_BUILD"));
        Self { program: Program::new(Feature::Login, file), ended: RefCell::default() }
    }
}

impl Signing {
    /// The module, if it can be used now.
    fn module(&self) -> Option<Module> {
        self.program.module().filter(|_| self.ended.borrow().is_none()).map(JsCast::unchecked_into)
    }

    async fn loaded(&self) -> Result<Module, Cause> {
        if let Some(cause) = &*self.ended.borrow() {
            return Err(cause.clone());
        }
        Ok(self.program.loaded().await?.unchecked_into())
    }

    /// The outcome of a call, which is the last if it has trapped.
    fn called<T>(&self, result: Result<T, JsValue>) -> Result<T, Cause> {
        result.map_err(|error| {
            let cause = self.program.stopped(&error);
            self.ended.replace(Some(cause.clone()));
            cause
        })
    }
}

/// What the program signs for one player.
#[derive(Default)]
pub(super) struct Signer {
    given: RefCell<Option<Given>>,
    /// Played before the program was there. It has to know the last two: another login for the same
    /// camera is a person's word that it be tried.
    untold: RefCell<Vec<Source>>,
}

impl Signer {
    /// `source` is played next.
    pub(super) fn prepare(&self, signing: &Signing, source: &Source) {
        let mut untold = self.untold.borrow_mut();
        untold.push(source.clone());
        if untold.len() > 2 {
            untold.remove(0);
        }
        drop(untold);
        if let Some(module) = signing.module() {
            // A request that has to be signed says so.
            let _ = self.tell(signing, &module);
        }
    }

    /// The value of `Authorization` for another address of the camera that is played.
    pub(super) fn sign_other(&self, signing: &Signing, url: &str) -> Option<String> {
        let given = self.given.borrow();
        let given = given.as_ref().filter(|_| signing.module().is_some())?;
        signing.called(given.sign_other(url, js_sys::Date::now())).ok()?
    }

    /// Pictures come, so the last signature was accepted.
    pub(super) fn accepted(&self, signing: &Signing) {
        if let Some(given) = self.given.borrow().as_ref().filter(|_| signing.module().is_some()) {
            // A request that has to be signed says so.
            let _ = signing.called(given.accepted());
        }
    }

    /// Signs a GET of `target`, before it is sent or after it was answered with a challenge.
    fn sign(
        &self,
        signing: &Signing,
        module: &Module,
        target: &str,
        challenge: Option<&str>,
    ) -> Result<Answer, Cause> {
        self.tell(signing, module)?;
        let given = self.given.borrow();
        let Some(given) = &*given else { return Ok(Answer::Refused) };
        let now = js_sys::Date::now();
        let answer = signing.called(match challenge {
            None => given.sign(target, now),
            Some(challenges) => given.challenged(target, challenges, now),
        })?;
        Ok(match answer.as_string() {
            Some(header) => Answer::Header(header),
            None => Answer::from_number(answer.as_f64().unwrap_or(f64::NAN)),
        })
    }

    /// Tells the program what is played, as far as it does not know.
    fn tell(&self, signing: &Signing, module: &Module) -> Result<(), Cause> {
        if self.given.borrow().is_none() {
            self.given.replace(Some(signing.called(module.signer())?));
        }
        let given = self.given.borrow();
        let Some(given) = &*given else { return Ok(()) };
        for source in self.untold.take() {
            let stream = &source.stream;
            let routes = stream.routes.iter();
            let asked: Array = routes
                .flat_map(|route| [Some(route.url.as_str()), route.via.as_deref()])
                .flatten()
                .map(JsValue::from)
                .collect();
            let (user, secret) = match &source.login {
                Some(Login::Password { user, password }) => (Some(user.as_str()), Some(password.as_str())),
                Some(Login::Bearer(token)) => (None, Some(token.as_str())),
                Some(Login::Browser) | None => (None, None),
            };
            signing.called(given.prepare(stream.url(), &asked, user, secret, source.in_clear))?;
        }
        Ok(())
    }
}

impl Page {
    /// The worker's question: who asks?
    pub(super) fn sign(&self, number: u32, target: String, challenge: Option<String>) {
        let Some(page) = self.this.upgrade() else { return };
        let signing = Rc::clone(&page.host.signing);
        spawn_local(async move {
            let asked = (page.host.generation(), page.plays.get());
            let this = Weak::clone(&page.this);
            let telling = Timeout::new(MOMENT, move || {
                if let Some(page) = this.upgrade() {
                    page.feature(FeatureState::Loading(Feature::Login));
                }
            });
            let module = signing.loaded().await;
            drop(telling);
            if page.host.generation() != asked.0 {
                // Another worker numbers its questions anew.
                return;
            }
            let signature = match module {
                // The question was about another camera, whose connection is closed already.
                _ if page.plays.get() != asked.1 => Signature::Answer(Answer::None),
                Ok(module) => {
                    let signed = page.signer.sign(&signing, &module, &target, challenge.as_deref());
                    signed.map_or_else(Signature::Impossible, Signature::Answer)
                }
                Err(cause) => Signature::Impossible(cause),
            };
            page.tell(&ToWorker::Signed(number, signature));
        });
    }
}
