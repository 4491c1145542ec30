use vapix::ImageArguments;

use super::*;
use crate::stage::{Mode, Orientation};
use address::{Here, understand};

fn opened(address: &str) -> Opened {
    Opened {
        name: "gate".into(),
        understood: understand(address, &Here::default()).unwrap(),
        worked: None,
        login: None,
    }
}

fn after(actions: impl IntoIterator<Item = Action>) -> Rc<Viewer> {
    actions.into_iter().fold(Rc::default(), |viewer: Rc<Viewer>, action| viewer.reduce(action))
}

fn live(width: u32, height: u32) -> Action {
    let statistics = player::Statistics { width, height, fps_received: 25.0, ..Default::default() };
    Action::Reported(Box::new(Report { state: State::Live, statistics, ..Report::default() }))
}

fn on_stage() -> [Action; 3] {
    [
        Action::Measured(Size::new(800.0, 600.0), 1.0),
        Action::Open(Box::new(opened("http://a/axis-cgi/mjpg/video.cgi"))),
        live(640, 480),
    ]
}

#[test]
fn nothing_is_played_before_a_camera_is_opened_or_after_a_stop() {
    assert_eq!(Viewer::default().source(), None);
    let viewer = after(on_stage());
    assert_eq!(viewer.source().unwrap().stream.url(), "http://a/axis-cgi/mjpg/video.cgi");
    assert_eq!(viewer.reduce(Action::Stop).source(), None);
}

#[test]
fn another_camera_does_not_inherit_the_picture() {
    let viewer = after(on_stage());
    assert!(viewer.placement().is_some());
    let other = viewer.reduce(Action::Open(Box::new(opened("http://b/axis-cgi/mjpg/video.cgi"))));
    assert!(other.placement().is_none());
}

#[test]
fn another_camera_is_not_live_because_the_one_before_was() {
    let viewer = after(on_stage());
    assert!(viewer.marks().unwrap().standing.is_live());
    let other = viewer.reduce(Action::Open(Box::new(opened("http://b/axis-cgi/mjpg/video.cgi"))));
    // A report about the first camera that was under way already.
    let late = other.reduce(live(640, 480));
    assert_eq!(late.marks().unwrap().status.label, "Connecting");
    assert!(late.placement().is_none());
    let connecting = Report { state: State::Connecting, ..Report::default() };
    let connected = late.reduce(Action::Reported(Box::new(connecting))).reduce(live(640, 480));
    assert!(connected.marks().unwrap().standing.is_live());
}

#[test]
fn the_play_button_plays_what_has_failed() {
    let failed = Action::Reported(Box::new(Report { state: State::Error, ..Report::default() }));
    let viewer = after(on_stage()).reduce(failed);
    let attempt = viewer.attempt;
    let viewer = viewer.reduce(Action::PlayOrStop);
    assert!(!viewer.stopped && viewer.attempt > attempt);
}

#[test]
fn stop_and_its_key_end_the_attempts_that_were_announced() {
    let announced = Report { state: State::Error, retry_in_ms: Some(9_000.0), ..Report::default() };
    let viewer = after(on_stage()).reduce(Action::Reported(Box::new(announced)));
    for action in [Action::Stop, Action::PlayOrStop] {
        let stopped = Rc::clone(&viewer).reduce(action);
        assert!(stopped.stopped && stopped.source().is_none());
        // The same key plays again, and so does the button.
        assert!(stopped.reduce(Action::PlayOrStop).source().is_some());
    }
    // The play button does not stop.
    let attempt = viewer.attempt;
    let played = viewer.reduce(Action::Play);
    assert!(!played.stopped && played.attempt > attempt);
}

#[test]
fn other_arguments_keep_the_picture_until_the_next_one() {
    let viewer = after(on_stage());
    let arguments = ImageArguments { fps: Some(5), ..ImageArguments::default() };
    let changed = Rc::clone(&viewer).reduce(Action::SetArguments(arguments.clone()));
    assert_eq!(changed.source().unwrap().stream.url(), "http://a/axis-cgi/mjpg/video.cgi?fps=5");
    assert!(changed.placement().is_some());
    let again = Rc::clone(&changed).reduce(Action::SetArguments(arguments));
    assert!(Rc::ptr_eq(&changed, &again), "the same arguments ask for nothing");
}

#[test]
fn the_same_state_renders_nothing() {
    let viewer = after(on_stage());
    let same = Rc::clone(&viewer).reduce(Action::CloseSheet);
    assert!(Rc::ptr_eq(&viewer, &same));
}

#[test]
fn escape_closes_one_thing_at_a_time() {
    let open = [Action::ToggleStatistics, Action::TogglePanel(Panel::Parameters), Action::ToggleMenu];
    let viewer = after(on_stage().into_iter().chain(open)).reduce(Action::CloseTopmost);
    assert!(!viewer.menu && viewer.panel.is_some() && viewer.statistics);
    let viewer = viewer.reduce(Action::CloseTopmost);
    assert!(viewer.panel.is_none() && viewer.statistics);
    assert!(!viewer.reduce(Action::CloseTopmost).statistics);
}

#[test]
fn bars_stay_while_something_is_the_matter() {
    let viewer = after(on_stage());
    assert!(!viewer.is_awake());
    let stalled = Action::Reported(Box::new(Report { state: State::Stalled, ..Report::default() }));
    assert!(Rc::clone(&viewer).reduce(stalled).is_awake());
    assert!(Rc::clone(&viewer).reduce(Action::Stop).is_awake());
    assert!(viewer.reduce(Action::Show(Sheet::Help)).is_awake());
}

#[test]
fn zooming_by_wheel_and_key_changes_the_placement() {
    let viewer = after(on_stage());
    let fitted = viewer.placement().unwrap().scale;
    let closer = viewer.reduce(Action::ZoomIn).reduce(Action::Zoomed(2.0, Point::new(10.0, 10.0)));
    assert!((closer.placement().unwrap().scale / fitted - 2.5).abs() < 1e-9);
    assert!((closer.reduce(Action::SetMode(Mode::Fit)).placement().unwrap().scale - fitted).abs() < 1e-9);
}

#[test]
fn the_arrow_to_the_right_shows_what_is_further_right() {
    let viewer = after(on_stage()).reduce(Action::Zoomed(4.0, Point::CENTRE));
    let before = viewer.placement().unwrap();
    let after = viewer.reduce(Action::Moved(1.0, 0.0)).placement().unwrap();
    assert!(after.x < before.x && (after.y - before.y).abs() < 1e-9);
}

#[test]
fn few_toasts_and_none_twice() {
    let viewer = after(["a", "b", "a", "c", "d"].map(|text| Action::Tell(text.into())));
    let texts: Vec<_> = viewer.toasts.iter().map(|toast| toast.text.as_str()).collect();
    assert_eq!(texts, ["a", "c", "d"]);
    let first = viewer.toasts[0].id;
    assert_eq!(viewer.reduce(Action::Forget(first)).toasts.len(), 2);
}

#[test]
fn comparing_with_nothing_enhanced_says_so() {
    let viewer = after(on_stage()).reduce(Action::Compare);
    assert!(viewer.toasts[0].text.starts_with("Nothing is enhanced yet"));
    assert!(!viewer.query().unwrap().contains("split"));
}

#[test]
fn a_worker_that_is_replaced_takes_picture_and_history_along_and_that_is_told() {
    let (blame, code) = (player::Blame::Page, player::Problem::WORKER_FAILED.to_owned());
    let problem = Some(player::Problem { blame, code, message: "It died.".into(), hint: String::new() });
    let replay = Some(player::ReplayReport::default());
    let died = Report { state: State::Error, problem, replay, ..Report::default() };
    let viewer = after(on_stage()).reduce(Action::Reported(Box::new(died)));
    assert!(viewer.placement().is_some(), "the last picture stays until there is another canvas");
    let connecting = Report { state: State::Connecting, ..Report::default() };
    let viewer = viewer.reduce(Action::Reported(Box::new(connecting)));
    assert_eq!(viewer.placement(), None);
    assert!(viewer.toasts[0].text.contains("are lost") && viewer.source().is_some());
}

#[test]
fn turning_keeps_the_mode() {
    let viewer = after(on_stage())
        .reduce(Action::SetMode(Mode::Fill))
        .reduce(Action::Orient(Orientation::turned_right));
    assert_eq!((viewer.view.mode, viewer.view.orientation.degrees()), (Mode::Fill, 90));
}

#[test]
fn a_camera_is_called_as_the_gateway_calls_it_or_by_its_host() {
    let cameras = [Camera { id: "gate".into(), name: "Front gate".into(), is_recorded: false }];
    let ids = ["gate".to_owned()];
    let here = Here { page: "http://viewer/", cameras: &ids };
    assert_eq!(Opened::new(understand("gate", &here).unwrap(), &cameras).name, "Front gate");
    assert_eq!(
        Opened::new(understand("http://10.0.0.9:8080/stream", &here).unwrap(), &cameras).name,
        "10.0.0.9:8080"
    );
}
