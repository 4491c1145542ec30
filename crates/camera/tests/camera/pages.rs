//! The CGIs over HTTP; what they say in detail is tested beside them.

use camera::{AuthPolicy, Options, User};
use serde_json::{Value, json};
use vapix::{ApiAnswer, DeviceInfo, Parameters, PropertyList, Role, UserGroup};

use crate::client::{Reply, start};

fn guarded() -> Options {
    Options::default().with_user(User::new("root", "pass", Role::Admin)).with_auth(AuthPolicy::Basic)
}

const ROOT: &str = "Authorization: Basic cm9vdDpwYXNz";

fn json_of(reply: &Reply) -> Value {
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    serde_json::from_slice(&reply.body).unwrap()
}

#[tokio::test]
async fn a_viewer_learns_what_it_needs() {
    let camera = start(Options::default()).await;
    let groups = Parameters::GROUPS.join(",");
    let reply = camera.get(&format!("/axis-cgi/param.cgi?action=list&group={groups}")).await;
    assert_eq!(reply.header("content-type"), Some("text/plain"));
    let parameters: Parameters = reply.text().parse().unwrap();
    assert_eq!(parameters.errors(), [""; 0]);
    assert_eq!(parameters.sizes(None).len(), 23);
    assert_eq!(parameters.views().len(), 4);
    assert_eq!(parameters.stream_profiles().len(), 4);
    assert_eq!(parameters.max_viewers(), None, "a viewer may not know");
    let user = UserGroup::parse(&camera.get("/axis-cgi/usergroup.cgi").await.text()).unwrap();
    assert!(user.has(Role::Viewer));
    let size = camera.get("/axis-cgi/imagesize.cgi?camera=1&resolution=640x480&rotation=90").await.text();
    assert_eq!(size, "image width = 480\r\nimage height = 640\r\n");
}

#[tokio::test]
async fn the_device_tells_what_it_is_without_a_login() {
    let camera = start(guarded()).await;
    let reply = camera.post("/axis-cgi/basicdeviceinfo.cgi", "", DeviceInfo::REQUEST).await;
    let answer: ApiAnswer<PropertyList> = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(answer.data.unwrap().properties.serial_number, "ACCC8E000001");
    let all = r#"{"apiVersion":"1.0","method":"getAllProperties"}"#;
    assert_eq!(camera.post("/axis-cgi/basicdeviceinfo.cgi", "", all).await.status, 401);
    let reply = camera.post("/axis-cgi/basicdeviceinfo.cgi", &format!("{ROOT}\r\n"), all).await;
    assert_eq!(json_of(&reply)["data"]["propertyList"]["Soc"], "simulated");
}

#[tokio::test]
async fn header_fields_of_the_administrator_are_on_every_answer() {
    let camera = start(guarded()).await;
    let target = "/axis-cgi/customhttpheader.cgi";
    let set = r#"{"apiVersion":"1.0","method":"set","params":{"Access-Control-Allow-Origin":"http://viewer.example"}}"#;
    assert_eq!(camera.post(target, "", set).await.status, 401);
    let reply = json_of(&camera.post(target, &format!("{ROOT}\r\n"), set).await);
    assert_eq!(reply["data"], json!({"Access-Control-Allow-Origin": "http://viewer.example"}));
    let origin = |reply: &Reply| reply.header("access-control-allow-origin").map(str::to_owned);
    let expected = Some("http://viewer.example".to_owned());
    assert_eq!(origin(&camera.get("/nowhere").await), expected);
    assert_eq!(origin(&camera.get("/axis-cgi/usergroup.cgi").await), expected, "401");
    let image = camera.get_with("/axis-cgi/jpg/image.cgi?resolution=160x90", ROOT).await;
    assert_eq!(origin(&image), expected);
    let stream = camera.get_with("/axis-cgi/mjpg/video.cgi?resolution=160x90&nbrofframes=1", ROOT).await;
    assert_eq!(origin(&stream), expected);
    let remove = r#"{"method":"remove","params":{"Access-Control-Allow-Origin":""}}"#;
    json_of(&camera.post(target, &format!("{ROOT}\r\n"), remove).await);
    assert_eq!(origin(&camera.get("/nowhere").await), None);
}

#[tokio::test]
async fn a_preflight_needs_no_login() {
    let camera = start(guarded().with_cors_origin("http://viewer.example")).await;
    let preflight = "OPTIONS /axis-cgi/mjpg/video.cgi HTTP/1.1\r\nOrigin: http://viewer.example\r\n\
        Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: authorization\r\nConnection: close\r\n\r\n";
    let reply = camera.request(preflight).await;
    assert_eq!(reply.status, 204);
    assert_eq!(reply.header("access-control-allow-origin"), Some("http://viewer.example"));
    assert_eq!(reply.header("access-control-allow-credentials"), Some("true"));
    assert!(reply.header("access-control-allow-headers").unwrap().contains("authorization"));
    let any = start(Options::default().with_cors_origin("*")).await;
    let reply = any.get("/axis-cgi/usergroup.cgi").await;
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(reply.header("access-control-allow-credentials"), None);
}

#[tokio::test]
async fn requests_are_counted() {
    let camera = start(Options::default()).await;
    camera.get("/axis-cgi/usergroup.cgi?x=1").await;
    camera.get("/axis-cgi/usergroup.cgi").await;
    let snapshot = camera.handle.snapshot();
    assert_eq!(snapshot.requests_for("/axis-cgi/usergroup.cgi"), 2);
    assert_eq!(snapshot.recent, ["GET /axis-cgi/usergroup.cgi?x=1", "GET /axis-cgi/usergroup.cgi"]);
    assert_eq!(snapshot.connections_accepted, 2);
}
