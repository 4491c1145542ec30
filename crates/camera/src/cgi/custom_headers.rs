//! `customhttpheader.cgi`: header fields that the camera adds to every answer. They count at once;
//! a real unit wants its web server restarted.

use serde_json::{Map, Value, json};

use crate::device::{CUSTOM_HEADERS, Device};
use crate::http::{Request, Response};

/// Fields that belong to an answer itself.
const RESERVED: [&str; 6] =
    ["connection", "content-length", "content-type", "date", "transfer-encoding", "www-authenticate"];
/// Most characters of a value.
const LONGEST: usize = 1024;

pub(super) fn answer(request: &Request, device: &Device) -> Response {
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
        return respond(&Value::Null, "error", error(4000, "The provided JSON input was invalid"));
    };
    let result = match body["method"].as_str().unwrap_or_default() {
        "list" => Ok(list(device)),
        "set" => set(device, &body["params"]),
        "remove" => remove(device, &body["params"]),
        "getSupportedVersions" => Ok(json!({"apiVersions": ["1.0"]})),
        _ => Err(error(2004, "Method not supported")),
    };
    match result {
        Ok(data) => respond(&body, "data", data),
        Err(error) => respond(&body, "error", error),
    }
}

fn respond(body: &Value, key: &str, value: Value) -> Response {
    let mut answer = Map::new();
    answer.insert("apiVersion".to_owned(), "1.0".into());
    for name in ["context", "method"] {
        if let Some(text) = body[name].as_str() {
            answer.insert(name.to_owned(), text.into());
        }
    }
    answer.insert(key.to_owned(), value);
    Response::json(&Value::Object(answer))
}

fn error(code: i32, message: &str) -> Value {
    json!({"code": code, "message": message})
}

fn list(device: &Device) -> Value {
    let headers = device.headers();
    Value::Object(headers.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect())
}

fn set(device: &Device, params: &Value) -> Result<Value, Value> {
    let invalid = || error(4002, "A required parameter is missing or invalid");
    let fields = params.as_object().filter(|fields| !fields.is_empty()).ok_or_else(invalid)?;
    let mut headers = device.headers();
    let mut changed = headers.clone();
    for (name, value) in fields {
        let value = value.as_str().filter(|value| is_value(value)).ok_or_else(invalid)?;
        if !is_name(name) {
            return Err(invalid());
        }
        changed.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        changed.push((name.clone(), value.to_owned()));
    }
    if changed.len() > CUSTOM_HEADERS {
        return Err(error(1100, "Too many headers"));
    }
    *headers = changed;
    Ok(params.clone())
}

fn remove(device: &Device, params: &Value) -> Result<Value, Value> {
    let fields = params.as_object().ok_or_else(|| error(4002, "A required parameter is missing"))?;
    device.headers().retain(|(known, _)| !fields.keys().any(|name| name.eq_ignore_ascii_case(known)));
    Ok(params.clone())
}

fn is_name(name: &str) -> bool {
    let is_token = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    is_token && name.len() <= 128 && !RESERVED.iter().any(|reserved| name.eq_ignore_ascii_case(reserved))
}

fn is_value(value: &str) -> bool {
    value.len() <= LONGEST && value.chars().all(|c| c == ' ' || c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    fn ask(device: &Device, body: &str) -> Value {
        let request =
            Request { method: "POST".to_owned(), body: body.as_bytes().to_vec(), ..Request::default() };
        serde_json::from_slice(&answer(&request, device).body).unwrap()
    }

    #[test]
    fn headers_are_set_listed_and_removed() {
        let device = Device::new(&Options::default());
        let set = r#"{"apiVersion":"1.0","context":"x","method":"set",
            "params":{"Access-Control-Allow-Origin":"http://viewer.example"}}"#;
        let fields = json!({"Access-Control-Allow-Origin": "http://viewer.example"});
        assert_eq!(ask(&device, set), json!({"apiVersion":"1.0","context":"x","method":"set","data":fields}));
        assert_eq!(ask(&device, r#"{"method":"list"}"#)["data"], fields);
        ask(&device, r#"{"method":"remove","params":{"access-control-allow-origin":""}}"#);
        assert_eq!(ask(&device, r#"{"method":"list"}"#)["data"], json!({}));
    }

    #[test]
    fn what_would_break_http_is_refused() {
        let device = Device::new(&Options::default());
        for params in
            [r#"{"Content-Length":"1"}"#, r#"{"A":"b\r\nC: d"}"#, r#"{"A b":"c"}"#, r#"{"A":1}"#, "{}", "3"]
        {
            let answer = ask(&device, &format!(r#"{{"method":"set","params":{params}}}"#));
            assert_eq!(answer["error"]["code"], 4002, "{params}");
        }
        for index in 0..=CUSTOM_HEADERS {
            ask(&device, &format!(r#"{{"method":"set","params":{{"X-{index}":"y"}}}}"#));
        }
        assert_eq!(device.headers().len(), CUSTOM_HEADERS);
        assert_eq!(ask(&device, "nonsense")["error"]["code"], 4000);
    }
}
