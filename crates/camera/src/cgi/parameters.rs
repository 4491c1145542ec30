//! `param.cgi`: lists, describes and changes parameters.

use std::fmt::Write as _;

use crate::auth::Identity;
use crate::device::Device;
use crate::http::{Request, Response};

pub(super) fn answer(request: &Request, device: &Device, identity: &Identity) -> Response {
    let arguments = request.arguments();
    let argument = |name: &str| {
        arguments.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    match argument("action") {
        "list" => Response::text(list(device, argument("group"), identity)),
        "listdefinitions" => Response::new(200, "text/xml", definitions(device, argument("group"), identity)),
        "update" => Response::text(update(device, &arguments, identity)),
        _ => Response::text("# Error: Unknown action\r\n"),
    }
}

/// Groups one after the other. Once a group is missing, those that follow it come without `root.`,
/// as firmware 12.11 has it.
fn list(device: &Device, groups: &str, identity: &Identity) -> String {
    let mut list = String::new();
    let mut root = "root.";
    let parameters = device.parameters();
    for group in groups.split(',').map(str::trim) {
        let before = list.len();
        for (name, value, _) in parameters.group(group, identity) {
            let _ = write!(list, "{root}{name}={value}\r\n");
        }
        if list.len() == before {
            let shown: String = group.chars().filter(char::is_ascii_graphic).take(80).collect();
            let _ = write!(list, "# Error: Error -1 getting param in group '{shown}'\r\n");
            root = "";
        }
    }
    list
}

/// Names, values and rights, flat.
fn definitions(device: &Device, groups: &str, identity: &Identity) -> String {
    let mut xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<parameterDefinitions version=\"1.0\">\r\n".to_owned();
    let parameters = device.parameters();
    for group in groups.split(',').map(str::trim) {
        for (name, value, level) in parameters.group(group, identity) {
            let _ = write!(
                xml,
                "<parameter name=\"root.{}\" value=\"{}\" securityLevel=\"{level}\"><type><string maxlen=\"1000\"/></type></parameter>\r\n",
                escaped(name),
                escaped(value)
            );
        }
    }
    xml.push_str("</parameterDefinitions>\r\n");
    xml
}

fn update(device: &Device, arguments: &[(String, String)], identity: &Identity) -> String {
    let mut parameters = device.parameters();
    for (name, value) in arguments.iter().filter(|(name, _)| name.contains('.')) {
        if parameters.update(name, value, identity).is_err() {
            let shown = |text: &str| text.chars().filter(char::is_ascii_graphic).take(80).collect::<String>();
            return format!("# Error: Error setting '{}' to '{}'!\r\n", shown(name), shown(value));
        }
    }
    "OK\r\n".to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use vapix::{Parameters, Role};

    fn ask(device: &Device, query: &str, role: Role) -> String {
        let request = Request { target: format!("/axis-cgi/param.cgi?{query}"), ..Request::default() };
        let identity = Identity::User { name: "u".to_owned(), role };
        String::from_utf8(answer(&request, device, &identity).body.to_vec()).unwrap()
    }

    #[test]
    fn groups_are_listed_with_root_and_crlf() {
        let device = Device::new(&Options::default());
        assert_eq!(
            ask(&device, "action=list&group=root.Brand.Brand,Image.NbrOfConfigs", Role::Viewer),
            "root.Brand.Brand=AXIS\r\nroot.Image.NbrOfConfigs=4\r\n"
        );
        let everything = Parameters::parse(&ask(&device, "action=list", Role::Admin));
        assert!(everything.iter().count() > 80);
        assert!(everything.errors().is_empty());
    }

    #[test]
    fn a_missing_group_is_an_error_line_and_costs_the_next_its_root() {
        let device = Device::new(&Options::default());
        assert_eq!(
            ask(&device, "action=list&group=Nonsense,Brand.Brand", Role::Viewer),
            "# Error: Error -1 getting param in group 'Nonsense'\r\nBrand.Brand=AXIS\r\n"
        );
        assert!(ask(&device, "action=list&group=Image.MaxViewers", Role::Viewer).starts_with("# Error"));
    }

    #[test]
    fn updates_are_answered_as_the_documents_say() {
        let device = Device::new(&Options::default());
        let compression = "action=update&root.Image.I0.Appearance.Compression=55";
        assert_eq!(ask(&device, compression, Role::Admin), "OK\r\n");
        assert_eq!(
            ask(&device, compression, Role::Viewer),
            "# Error: Error setting 'root.Image.I0.Appearance.Compression' to '55'!\r\n"
        );
        assert_eq!(device.settings().defaults(None).compression, vapix::Percent::new(55));
        assert!(ask(&device, "action=dance", Role::Admin).starts_with("# Error"));
    }

    #[test]
    fn definitions_are_well_formed() {
        let device = Device::new(&Options::default());
        let xml =
            ask(&device, "action=listdefinitions&listformat=xmlschema&group=StreamProfile", Role::Viewer);
        assert!(xml.contains("value=\"videocodec=jpeg&amp;resolution=1920x1080"));
        assert!(xml.contains("securityLevel=\"4414\""));
        assert_eq!(xml.matches("<parameter ").count(), xml.matches("</parameter>").count());
    }
}
