//! Who does not answer, who takes too much, and the end.

use super::*;

#[tokio::test]
async fn what_does_not_answer_is_told_apart() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (mail, _) = tcp::fixed("220 mail.example ESMTP\r\n");
    let (eager, _) = tcp::fixed(SWITCHING);
    let (silent, _) = tcp::serve(|_, stream| {
        tcp::hold(stream);
        Ok(())
    });
    let gateway = start("[limits]\nanswer_seconds = 1\n[proxy]\nhosts = [\"127.0.0.1\"]\n").await;
    for (address, status, code) in [
        (format!("http://{nobody}/"), 502, "camera-unreachable"),
        (format!("http://{mail}/"), 502, "camera-unintelligible"),
        (format!("http://{eager}/"), 502, "camera-unintelligible"),
        (format!("http://{silent}/"), 504, "camera-timeout"),
    ] {
        assert_eq!(refused(&gateway, &address).await, (status, code.to_owned()));
    }
}

#[tokio::test]
async fn a_host_has_so_many_streams_and_pictures_beside_them() {
    let (address, _) = tcp::serve(|head, stream| {
        let kind = if head.starts_with("GET /picture") { "image/jpeg" } else { MULTIPART };
        stream.write_all(format!("HTTP/1.0 200 OK\r\nContent-Type: {kind}\r\n\r\n").as_bytes())?;
        tcp::hold(stream);
        Ok(())
    });
    let limits = "[limits]\nstreams = 2\nstreams_per_camera = 1\nrequests_per_camera = 1\n";
    let gateway = start(&format!("{limits}[proxy]\nhosts = [\"127.0.0.1\"]\n")).await;
    let one = ask(&gateway, &format!("http://{address}/video")).await;
    assert_eq!(one.status(), StatusCode::OK);
    let video = format!("http://{address}/video");
    assert_eq!(refused(&gateway, &video).await, (503, "too-many-viewers".to_owned()));
    let still = ask(&gateway, &format!("http://{address}/picture")).await;
    assert_eq!(still.status(), StatusCode::OK);
    let picture = format!("http://{address}/picture");
    assert_eq!(refused(&gateway, &picture).await, (503, "too-many-requests".to_owned()));
    drop((one, still));
    assert_eq!(ask(&gateway, &video).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn streams_of_the_proxy_and_of_cameras_share_the_gateways_places() {
    let (address, _, _closings) = holding();
    let camera = format!("[[camera]]\nid = \"yard\"\nurl = \"http://{address}\"\n");
    let gateway = start(&format!("[limits]\nstreams = 1\n[proxy]\nhosts = [\"127.0.0.1\"]\n{camera}")).await;
    let one = gateway.get("/cameras/yard/mjpg/video.mjpg").await;
    assert_eq!(one.status(), StatusCode::OK);
    assert_eq!(refused(&gateway, &format!("http://{address}/")).await, (503, "too-many-streams".to_owned()));
}

#[tokio::test]
async fn a_camera_that_falls_silent_and_a_viewer_that_takes_nothing_are_let_go() {
    let (address, _, closings) = holding();
    let gateway = start("[limits]\nidle_seconds = 1\n[proxy]\nhosts = [\"127.0.0.1\"]\n").await;
    let mut response = ask(&gateway, &format!("http://{address}/")).await;
    first_part(&mut response).await;
    assert!(response.chunk().await.is_err(), "not the end of the stream but an error");
    closed(closings).await;

    let (closed, closings) = mpsc::channel();
    let (address, _) = tcp::serve(move |_, stream| {
        let head = format!("HTTP/1.0 200 OK\r\nContent-Type: {MULTIPART}\r\n\r\n");
        let result = stream.write_all(head.as_bytes());
        while result.is_ok() && stream.write_all(&part(&picture())).is_ok() {}
        let _ = closed.send(());
        Ok(())
    });
    let gateway = start("[limits]\nviewer_seconds = 1\n[proxy]\nhosts = [\"127.0.0.1\"]\n").await;
    let _viewer = ask(&gateway, &format!("http://{address}/")).await;
    self::closed(closings).await;
}

#[tokio::test]
async fn a_head_request_holds_no_stream() {
    let (address, requests, closings) = holding();
    let gateway = proxy(&["127.0.0.1"]).await;
    let url = gateway.url(&format!("/proxy/http://{address}/video"));
    let head = gateway.client.head(url).header(OWN.0, OWN.1).send().await.unwrap();
    assert_eq!((head.status(), text(head.headers(), "content-type")), (StatusCode::OK, MULTIPART));
    assert!(requests.lock().unwrap()[0].starts_with("HEAD /video "));
    self::closed(closings).await;
}

#[tokio::test]
async fn shutting_down_ends_open_streams() {
    let (address, _, _closings) = holding();
    let gateway = proxy(&["127.0.0.1"]).await;
    let mut response = ask(&gateway, &format!("http://{address}/")).await;
    first_part(&mut response).await;
    gateway.shutdown.cancel();
    assert_eq!(response.chunk().await.unwrap(), None, "the stream ends in good order");
    gateway.task.await.unwrap();
}
