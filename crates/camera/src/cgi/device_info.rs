//! `basicdeviceinfo.cgi`: facts about the unit, as JSON.

use serde_json::{Map, Value, json};

use crate::device::Device;
use crate::http::{Request, Response};

/// Properties, and the parameters that they are.
const PROPERTIES: [(&str, &str); 14] = [
    ("Architecture", "Properties.System.Architecture"),
    ("Brand", "Brand.Brand"),
    ("BuildDate", "Properties.Firmware.BuildDate"),
    ("HardwareID", "Properties.System.HardwareID"),
    ("ProdFullName", "Brand.ProdFullName"),
    ("ProdNbr", "Brand.ProdNbr"),
    ("ProdShortName", "Brand.ProdShortName"),
    ("ProdType", "Brand.ProdType"),
    ("ProdVariant", "Brand.ProdVariant"),
    ("SerialNumber", "Properties.System.SerialNumber"),
    ("Soc", "Properties.System.Soc"),
    ("SocSerialNumber", ""),
    ("Version", "Properties.Firmware.Version"),
    ("WebURL", "Brand.WebURL"),
];

/// Properties that are told to those who have logged in only.
const RESTRICTED: [&str; 3] = ["Architecture", "Soc", "SocSerialNumber"];

/// The answer; `None` if it needs a login.
pub(super) fn answer(request: &Request, device: &Device, is_known: bool) -> Option<Response> {
    let answer = |method: &str, key: &str, value: Value| {
        Some(Response::json(&json!({"apiVersion": "1.3", "method": method, key: value})))
    };
    let error = |code: i32, message: &str| answer("", "error", json!({"code": code, "message": message}));
    if request.method != "POST" {
        return error(2002, "HTTP request type not supported. Only POST is supported");
    }
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
        return error(4000, "The provided JSON input was invalid");
    };
    let method = body["method"].as_str().unwrap_or_default();
    match method {
        "getAllUnrestrictedProperties" => {
            let list = properties(device, |name| !RESTRICTED.contains(&name));
            answer(method, "data", json!({"propertyList": list}))
        }
        "getAllProperties" | "getProperties" if !is_known => None,
        "getAllProperties" => answer(method, "data", json!({"propertyList": properties(device, |_| true)})),
        "getProperties" => {
            let Some(wanted) = body["params"]["propertyList"].as_array() else {
                return error(4002, "A required parameter is missing");
            };
            let list = properties(device, |name| wanted.iter().any(|property| property == name));
            answer(method, "data", json!({"propertyList": list}))
        }
        "getSupportedVersions" => answer(method, "data", json!({"apiVersions": ["1.3"]})),
        _ => error(2004, "Method not supported"),
    }
}

fn properties(device: &Device, is_wanted: impl Fn(&str) -> bool) -> Map<String, Value> {
    let settings = device.settings();
    PROPERTIES
        .into_iter()
        .filter(|(name, _)| is_wanted(name))
        .map(|(name, parameter)| (name.to_owned(), settings.get(parameter).unwrap_or_default().into()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use vapix::{ApiAnswer, DeviceInfo, PropertyList};

    fn ask(method: &str, body: &str, is_known: bool) -> Option<ApiAnswer<PropertyList>> {
        let request =
            Request { method: method.to_owned(), body: body.as_bytes().to_vec(), ..Request::default() };
        let response = answer(&request, &Device::new(&Options::default()), is_known)?;
        Some(serde_json::from_slice(&response.body).unwrap())
    }

    #[test]
    fn anyone_learns_what_the_unit_is() {
        let info = ask("POST", DeviceInfo::REQUEST, false).unwrap().data.unwrap().properties;
        assert_eq!(info.brand, "AXIS");
        assert_eq!(info.serial_number, "ACCC8E000001");
        assert_eq!(info.version, "12.11.77");
        assert_eq!(info.soc, "");
    }

    #[test]
    fn the_rest_needs_a_login() {
        let body = r#"{"apiVersion":"1.0","method":"getAllProperties"}"#;
        assert!(ask("POST", body, false).is_none());
        assert_eq!(ask("POST", body, true).unwrap().data.unwrap().properties.soc, "simulated");
        let body = r#"{"method":"getProperties","params":{"propertyList":["Version"]}}"#;
        let info = ask("POST", body, true).unwrap().data.unwrap().properties;
        assert_eq!((info.version.as_str(), info.brand.as_str()), ("12.11.77", ""));
    }

    #[test]
    fn errors_have_their_codes() {
        let code = |method, body| ask(method, body, true).unwrap().error.unwrap().code;
        assert_eq!(code("GET", ""), 2002);
        assert_eq!(code("POST", "{"), 4000);
        assert_eq!(code("POST", "{}"), 2004);
        assert_eq!(code("POST", r#"{"method":"getProperties"}"#), 4002);
    }
}
