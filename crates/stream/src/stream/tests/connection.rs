//! What is said while connections come and go.

use super::*;

#[test]
fn a_frame_that_is_drawn_is_live_and_a_camera_that_falls_silent_is_not() {
    let mut browser = Browser::playing(25);
    assert_eq!(browser.state(), State::Live);
    browser.wait(2500.0);
    assert_eq!(browser.state(), State::Stalled);
    assert_eq!(browser.reports.last().map(|(_, cause)| cause.clone()), Some(Some(Cause::Stalled)));
}

#[test]
fn after_a_connection_that_broke_the_next_one_is_live_and_the_gap_is_kept() {
    let mut browser = Browser::playing(25);
    browser.break_connection();
    assert_eq!(browser.state(), State::Reconnecting);
    browser.wait(2000.0);
    assert_eq!(browser.opened.len(), 2);
    browser.receive(3);
    let report = browser.report();
    assert_eq!((report.state, report.statistics.reconnects), (State::Live, 1));
    assert_eq!(report.replay.map(|replay| replay.gaps.len()), Some(1));
}

#[test]
fn the_answer_of_an_old_connection_changes_nothing() {
    let mut browser = Browser::playing(10);
    let old = browser.connection.expect("there is a connection");
    browser.break_connection();
    browser.wait(2000.0);
    browser.receive(10);
    let before = browser.report();
    browser.handle(Input::Responded(old, Head { server: Some("old".into()), ..Head::default() }));
    browser.handle(Input::Bytes(old, 4096));
    browser.handle(Input::Damaged(old));
    browser.handle(Input::Displayed(old, (1, 1)));
    browser.handle(Input::Finished(old, Outcome::Failed(Cause::NoData)));
    assert!(browser.stream.arrived(browser.at, old, b"late", None).is_none());
    assert_eq!(browser.report(), before);
}

#[test]
fn the_report_tells_that_the_gateway_gives_another_quality() {
    let mut browser = Browser::playing(1);
    let id = browser.connection.expect("there is a connection");
    let setting = Some("resolution=640x480".to_owned());
    browser.handle(Input::Responded(id, Head { setting: setting.clone(), ..Head::default() }));
    assert_eq!(browser.report().setting, setting);
    browser.handle(Input::Play(source()));
    assert_eq!(browser.report().setting, None);
}

#[test]
fn a_frame_that_the_gateway_had_for_a_while_is_that_much_older() {
    let mut browser = Browser::playing(3);
    // The one with which a viewer joins a running stream, by the head of the response.
    let id = browser.connection.expect("there is a connection");
    browser.handle(Input::Responded(id, Head { age: Some(700.0), ..Head::default() }));
    browser.frame();
    assert_eq!(browser.report().age_ms, Some(700.0));
    browser.wait(PAUSE);
    browser.frame();
    assert_eq!(browser.report().age_ms, Some(0.0), "the next one came as it was taken");
    // Each one, by the head of its part.
    browser.wait(PAUSE);
    browser.stream.delayed(id, 300.0);
    browser.frame();
    assert_eq!(browser.report().age_ms, Some(300.0));
    // So old that it is not live, though it has just arrived.
    browser.wait(PAUSE);
    browser.stream.delayed(id, 60_000.0);
    browser.frame();
    assert_ne!(browser.state(), State::Live);
}

#[test]
fn a_stream_comes_with_others_only_on_the_way_through_the_gateway_and_if_that_way_is_not_the_only_one() {
    let relay = |transports: &[Transport]| {
        let mut stream = stream();
        let routes =
            transports.iter().map(|way| Route::new(*way, "http://gate/cameras/yard/video")).collect();
        stream.handle(Moment { now: 0.0, wall: BEGIN }, Input::Play(StreamSource { routes, ..source() }));
        std::iter::from_fn(|| stream.poll_effect()).find_map(|effect| match effect {
            Effect::Open(_, request) => Some(request.sharing),
            _ => None,
        })
    };
    assert_eq!(relay(&[Transport::Relay, Transport::Snapshots]), Some(Sharing::WithOthers));
    assert_eq!(relay(&[Transport::Relay]), Some(Sharing::Never), "somebody wants it alone");
    assert_eq!(relay(&[Transport::Mux]), Some(Sharing::Always));
    assert_eq!(relay(&[Transport::Fetch, Transport::Relay]), Some(Sharing::Never));
}

#[test]
fn the_report_tells_that_a_stream_comes_with_others_for_as_long_as_it_does() {
    let mut browser = Browser::new();
    let route = Route::new(Transport::Relay, "http://gate/cameras/yard/video");
    browser.handle(Input::Play(StreamSource { routes: vec![route], ..source() }));
    let id = browser.connection.expect("there is a connection");
    browser.handle(Input::Responded(id, Head { is_shared: true, ..Head::default() }));
    browser.receive(2);
    assert_eq!((browser.state(), browser.report().transport), (State::Live, Some(Transport::Mux)));
    browser.break_connection();
    browser.wait(3000.0);
    assert_eq!(browser.report().transport, Some(Transport::Relay), "alone, as far as is known");
}

#[test]
fn a_way_that_fails_gives_place_to_the_next_at_once_and_the_reason_is_told() {
    let mut browser = Browser::new();
    browser.camera_answers = false;
    let routes = [Transport::Fetch, Transport::Relay].map(|way| Route::new(way, "http://camera/video"));
    browser.handle(Input::Play(StreamSource { routes: routes.to_vec(), ..source() }));
    let id = browser.connection.take().expect("the camera is asked");
    browser.handle(Input::Finished(id, Outcome::Failed(Cause::Unreachable(Transport::Fetch))));
    assert_eq!(browser.opened, routes, "without a pause");
}

#[test]
fn a_login_goes_through_a_proxy_only_where_that_is_allowed() {
    for (proxy_login, via, may_log_in) in
        [(false, None, true), (false, Some("http://proxy/"), false), (true, Some("http://proxy/"), true)]
    {
        let mut stream = stream();
        let route = Route { via: via.map(str::to_owned), ..Route::new(Transport::Fetch, "http://camera/") };
        let source = StreamSource { routes: vec![route], proxy_login, ..source() };
        stream.handle(Moment { now: 0.0, wall: BEGIN }, Input::Play(source));
        let asked = std::iter::from_fn(|| stream.poll_effect()).find_map(|effect| match effect {
            Effect::Open(_, request) => Some(request.may_log_in),
            _ => None,
        });
        assert_eq!(asked, Some(may_log_in), "{proxy_login} {via:?}");
    }
}

#[test]
fn after_sleep_the_camera_is_asked_again_and_what_was_kept_is_that_much_older() {
    let mut browser = Browser::playing(25);
    browser.camera_answers = false;
    browser.at.wall += 3_600_000.0;
    browser.wait(250.0);
    assert_eq!(browser.opened.len(), 2);
    assert_ne!(browser.state(), State::Live);
    let age = browser.report().age_ms.unwrap_or_default();
    assert!(age > 3_600_000.0, "{age}");
    let oldest = browser.stream.history().frames().oldest().expect("frames are kept");
    assert!(browser.at.now - oldest.arrived > 3_600_000.0);
}

#[test]
fn a_page_that_nobody_sees_gives_the_camera_free_and_comes_back() {
    let mut browser = Browser::playing(25);
    browser.handle(Input::Visibility(Visibility::Hidden));
    browser.wait(4000.0);
    assert_eq!((browser.connection, browser.state()), (None, State::Idle));
    browser.handle(Input::Visibility(Visibility::Shown));
    browser.receive(2);
    assert_eq!(browser.state(), State::Live);
}

#[test]
fn a_decoder_that_fails_at_every_frame_is_an_error_and_never_live() {
    let mut browser = Browser::new();
    browser.broken = (1..=50).collect();
    browser.handle(Input::Play(source()));
    browser.receive(50);
    let (state, cause) = browser.reports.last().cloned().expect("the page is told");
    assert_eq!((state, cause), (State::Error, Some(Cause::Undecodable)));
    assert!(browser.reports.iter().all(|(state, _)| *state != State::Live));
    // One that can be decoded ends it.
    browser.receive(2);
    assert_eq!(browser.state(), State::Live);
}

#[test]
fn the_page_is_told_though_ticks_are_late() {
    let mut browser = Browser::playing(5);
    browser.ticks = false;
    browser.reports.clear();
    for _ in 0..20 {
        browser.at.now += PAUSE;
        browser.at.wall += PAUSE;
        browser.frame();
    }
    assert!(!browser.reports.is_empty());
}
