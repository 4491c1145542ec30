//! Requests with a body: `basicdeviceinfo.cgi`, read only.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::RelayError;

/// Longer bodies are refused.
pub(super) const BODY: usize = 4096;

/// A request of the JSON API, with the fields that the gateway knows and no others.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Request {
    #[serde(skip_serializing_if = "Option::is_none")]
    api_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    method: Method,
    #[serde(skip_serializing_if = "Option::is_none")]
    params: Option<Params>,
}

#[derive(Debug, Serialize, Deserialize)]
enum Method {
    #[serde(rename = "getAllProperties")]
    All,
    #[serde(rename = "getAllUnrestrictedProperties")]
    AllUnrestricted,
    #[serde(rename = "getProperties")]
    Some,
    #[serde(rename = "getSupportedVersions")]
    Versions,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Params {
    #[serde(skip_serializing_if = "Option::is_none")]
    property_list: Option<Vec<String>>,
}

/// The body as it may go to the camera: read and written anew, so that the camera reads what was checked.
pub(super) fn check(body: &[u8]) -> Result<Bytes, RelayError> {
    let request: Request = serde_json::from_slice(body).map_err(|_| RelayError::RequestNotAllowed)?;
    serde_json::to_vec(&request).map(Bytes::from).map_err(|_| RelayError::RequestNotAllowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lets_reading_methods_through() {
        for body in [
            r#"{"apiVersion":"1.0","context":"x","method":"getAllProperties"}"#,
            r#"{"apiVersion":"1.0","method":"getProperties","params":{"propertyList":["SerialNumber"]}}"#,
            r#"{"method":"getSupportedVersions"}"#,
        ] {
            assert_eq!(check(body.as_bytes()).unwrap(), body.as_bytes());
        }
    }

    #[test]
    fn refuses_everything_else() {
        for body in [
            "",
            "[]",
            r#"{"apiVersion":"1.0"}"#,
            r#"{"method":"setProperties"}"#,
            r#"{"method":"getAllProperties","method":"setProperties"}"#,
            r#"{"method":"getAllProperties","extra":1}"#,
            r#"{"method":["getAllProperties"]}"#,
        ] {
            assert_eq!(check(body.as_bytes()), Err(RelayError::RequestNotAllowed), "{body}");
        }
    }
}
