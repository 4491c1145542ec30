//! Several streams in one worker.

use std::cell::RefCell;

use super::super::host::Host;
use super::*;
use crate::message::Envelope;

thread_local! {
    static SAID: RefCell<Vec<(StreamId, FromWorker)>> = const { RefCell::new(Vec::new()) };
}

fn say(stream: StreamId, message: &FromWorker, _attachment: Option<&JsValue>) {
    SAID.with_borrow_mut(|said| match message {
        FromWorker::Reports(reports) => {
            let reports = reports.iter().cloned();
            said.extend(reports.map(|(stream, report, cause)| {
                (StreamId(stream), FromWorker::Report(Box::new(report), cause))
            }));
        }
        message => said.push((stream, message.clone())),
    });
}

fn tell(host: &mut Host, stream: u32, message: ToWorker) {
    let attachment = match message {
        ToWorker::Canvas => OffscreenCanvas::new(1, 1).unwrap().into(),
        _ => JsValue::UNDEFINED,
    };
    host.receive(Envelope { stream: StreamId(stream), message, attachment });
}

/// Streams that have a snapshot to answer for, here that there is none.
fn answering(host: &mut Host, streams: &[u32]) -> Vec<u32> {
    SAID.take();
    for &stream in streams {
        tell(host, stream, ToWorker::Snapshot(7, false));
    }
    let said = SAID.take().into_iter();
    said.filter(|(_, message)| *message == FromWorker::Snapshot(7, None))
        .map(|(stream, _)| stream.0)
        .collect()
}

#[wasm_bindgen_test]
fn each_stream_answers_for_itself_until_it_is_closed() {
    let mut host = Host::new(say);
    for stream in 1..=3 {
        tell(&mut host, stream, ToWorker::Canvas);
    }
    assert_eq!(answering(&mut host, &[3, 1, 2]), [3, 1, 2]);
    tell(&mut host, 2, ToWorker::Close);
    assert_eq!(answering(&mut host, &[1, 2, 3]), [1, 3]);
    // What is said to one that is not there, or no more, is heard by nobody.
    tell(&mut host, 2, ToWorker::Close);
    tell(&mut host, 9, ToWorker::Retry);
    assert_eq!(answering(&mut host, &[9, 2, 1]), [1]);
}

#[wasm_bindgen_test]
async fn a_stream_that_is_closed_says_nothing_more() {
    let mut host = Host::new(say);
    for stream in 1..=2 {
        tell(&mut host, stream, ToWorker::Canvas);
        let source = StreamSource::new(Transport::Fetch, &scope().location().origin());
        tell(&mut host, stream, ToWorker::Play(source, LoginKind::None));
    }
    let states = || SAID.with_borrow(|said| said.iter().map(|(stream, _)| stream.0).collect::<Vec<_>>());
    assert!(states().contains(&1) && states().contains(&2), "both connect");
    tell(&mut host, 1, ToWorker::Close);
    SAID.take();
    // Until the other has said that its page is no stream.
    while !states().contains(&2) {
        turn().await;
    }
    assert!(!states().contains(&1), "{:?}", SAID.take());
}
