//! The JSON of `basicdeviceinfo.cgi`, as types for whatever reads the JSON.

use serde::Deserialize;

/// The body that asks for everything a camera tells without a login; to be sent with POST.
const UNRESTRICTED: &str = r#"{"apiVersion":"1.0","method":"getAllUnrestrictedProperties"}"#;

/// An answer of one of the camera's JSON interfaces. Errors, too, come with status 200.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(bound = "Data: Deserialize<'de>")]
pub struct ApiAnswer<Data> {
    /// The requested property or method.
    pub data: Option<Data>,
    /// Why there is nothing.
    pub error: Option<ApiError>,
}

/// The camera refused a JSON request.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, thiserror::Error)]
#[error("the camera says: {message} (code {code})")]
pub struct ApiError {
    /// Number of the error; its meaning depends on the interface.
    pub code: i32,
    /// Text of the error.
    #[serde(default)]
    pub message: String,
}

/// The data of `basicdeviceinfo.cgi`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct PropertyList {
    /// The properties.
    #[serde(rename = "propertyList")]
    pub properties: DeviceInfo,
}

/// A camera's identity. A property that it does not tell is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeviceInfo {
    /// Maker, `AXIS`.
    pub brand: String,
    /// Full name, such as `AXIS P3265-V Dome Camera`.
    pub prod_full_name: String,
    /// Short name, such as `AXIS P3265-V`.
    pub prod_short_name: String,
    /// Number, such as `P3265-V`.
    pub prod_nbr: String,
    /// Kind, such as `Dome Camera`.
    pub prod_type: String,
    /// Serial number.
    pub serial_number: String,
    /// Firmware version.
    pub version: String,
    /// When the firmware was built.
    pub build_date: String,
    /// Hardware number.
    #[serde(rename = "HardwareID")]
    pub hardware_id: String,
    /// Processor.
    pub architecture: String,
    /// System on a chip.
    pub soc: String,
}

impl DeviceInfo {
    /// The body of the POST request that this answers. It needs no login.
    pub const REQUEST: &str = UNRESTRICTED;
}

#[cfg(test)]
mod tests {
    use super::*;

    type Answer = ApiAnswer<PropertyList>;

    #[test]
    fn properties_are_read() {
        let answer: Answer = serde_json::from_str(
            r#"{"apiVersion":"1.3","data":{"propertyList":{"Brand":"AXIS","ProdNbr":"M1065-L",
               "SerialNumber":"00408C000001","Version":"9.80.2","HardwareID":"77F","New":"x"}}}"#,
        )
        .unwrap();
        let info = answer.data.unwrap().properties;
        assert_eq!((info.prod_nbr.as_str(), info.hardware_id.as_str()), ("M1065-L", "77F"));
        assert_eq!(info.soc, "");
        assert_eq!(answer.error, None);
    }

    #[test]
    fn errors_are_read() {
        let body = r#"{"apiVersion":"1.3","error":{"code":2004,"message":"Method not supported"}}"#;
        let answer: Answer = serde_json::from_str(body).unwrap();
        assert_eq!(answer.error.unwrap().to_string(), "the camera says: Method not supported (code 2004)");
        assert_eq!(answer.data, None);
    }
}
