//! The messages between page and worker.

use authentication::Answer;

use super::*;

#[wasm_bindgen_test]
fn what_the_page_says_is_understood() {
    let proxied = Route { via: Some("/p/".into()), ..Route::new(Transport::Proxy, "http://cam/") };
    let source = StreamSource {
        routes: vec![Route::new(Transport::Relay, "http://cam/ü?a=b"), proxied],
        worked: Some(Transport::Proxy),
        fps: Some(3),
        keep_hidden: true,
        stall: Some(7),
        replay: ReplayLimits { seconds: 600, mebibytes: 2048 },
        paths: Paths { decoding: Some(Decoding::Decoder), sink: Some(Sink::Video) },
        proxy_login: false,
    };
    let signed = |number, answer| ToWorker::Signed(number, Signature::Answer(answer));
    let (feature, why) = (causes::Feature::Login, String::from("unreachable"));
    let (missing, stopped) =
        (Cause::FeatureMissing { feature, why: String::new() }, Cause::FeatureFailed { feature, why });
    for message in [
        ToWorker::Canvas,
        ToWorker::Play(source, LoginKind::Browser),
        ToWorker::Play(StreamSource::new(Transport::Fetch, "http://cam/"), LoginKind::Page),
        signed(1, Answer::Header("Basic x".into())),
        signed(2, Answer::None),
        signed(3, Answer::Refused),
        signed(4, Answer::Unsupported),
        signed(5, Answer::Wait(10_000.0)),
        signed(6, Answer::Weaker),
        signed(7, Answer::InClear),
        ToWorker::Signed(8, Signature::Impossible(missing)),
        ToWorker::Signed(9, Signature::Impossible(stopped)),
        ToWorker::Displayed(5, Displayed::Shown(640, 480)),
        ToWorker::Displayed(6, Displayed::Failed),
        ToWorker::Displayed(7, Displayed::Closed),
        ToWorker::Video,
        ToWorker::Presented(33),
        ToWorker::ReadCanvas(false),
        ToWorker::WantVideo(true),
        ToWorker::Reduce(Reduction::Quarter),
        ToWorker::Stop,
        ToWorker::Retry,
        ToWorker::Visibility(Visibility::Shown),
        ToWorker::Visibility(Visibility::Hidden),
        ToWorker::Visibility(Visibility::Gone),
        ToWorker::Online,
        ToWorker::Snapshot(u32::MAX, true),
        ToWorker::Enhance(Enhancements::default().with(Setting::Gamma, 220).with(Setting::Split, 1000)),
        ToWorker::Replay(ReplayCommand::Step(-1)),
        ToWorker::Thumbnail(3, 1.5e12),
        ToWorker::Times,
    ] {
        assert_eq!(ToWorker::from_js(&message.to_js().unwrap()), Some(message));
    }
    for other in [JsValue::UNDEFINED, JsValue::NULL, 3.into(), "play".into(), js_sys::Object::new().into()] {
        assert_eq!(ToWorker::from_js(&other), None);
    }
}

#[wasm_bindgen_test]
fn what_the_worker_says_is_understood() {
    let report = Report { state: State::Live, transport: Some(Transport::Fetch), ..Report::default() };
    let cause = Cause::Status {
        status: 503,
        transport: Transport::Relay,
        words: "x".into(),
        retry_after: Some(1.0),
        gateway: None,
    };
    for message in [
        FromWorker::Ready { build: "0".into() },
        FromWorker::Report(Box::new(report.clone()), None),
        FromWorker::Report(Box::new(report), Some(cause)),
        FromWorker::Detour(Some(Cause::MultipartRefused)),
        FromWorker::Sign { number: 1, target: "/".into(), challenge: Some("Basic".into()) },
        FromWorker::Display(2, Display::Show("http://cam/".into())),
        FromWorker::Snapshot(1, None),
        FromWorker::Thumbnail(1, Some(1.5e12)),
        FromWorker::Times,
        FromWorker::Failed("why".into()),
    ] {
        assert_eq!(FromWorker::from_js(&message.to_js().unwrap()).unwrap(), message);
    }
    for other in [JsValue::UNDEFINED, 3.into(), js_sys::Uint8Array::from(&[99, 9, 9][..]).into()] {
        assert!(FromWorker::from_js(&other).is_err());
    }
}
