//! Requests that do something: they move a camera, switch an output, restart it. Such an address is
//! never asked for as a stream, since a viewer asks again and again.

use super::AddressError;
use super::known::ends_with;
use super::url::Url;

/// Refuses the address of a command.
pub(super) fn check(url: &Url) -> Result<(), AddressError> {
    match of(&url.lower_path(), &url.query().to_ascii_lowercase()) {
        Some(what) => Err(AddressError::Command(what)),
        None => Ok(()),
    }
}

/// The effect of a request to this path (in lower case), if it is a command.
fn of(path: &str, query: &str) -> Option<&'static str> {
    COMMANDS
        .iter()
        .find(|(pattern, argument, _)| {
            let asks = argument.is_empty() || query.split('&').any(|pair| pair.starts_with(argument));
            asks && ends_with(path, pattern)
        })
        .map(|(_, _, what)| *what)
}

const MOVES: &str = "it moves the camera";
const SETS: &str = "it changes settings";
const SWITCHES: &str = "it switches an output";
const RESTARTS: &str = "it restarts the camera";

/// The end of the path, in lower case, `*` for any part of a segment; what an argument begins with;
/// what the command does.
const COMMANDS: [(&str, &str, &str); 50] = [
    // Axis (VAPIX).
    ("/axis-cgi/com/ptz*.cgi", "", MOVES),
    ("/axis-cgi/*ptz*.cgi", "", MOVES),
    ("/axis-cgi/io/*.cgi", "", SWITCHES),
    ("/axis-cgi/*/io/*.cgi", "", SWITCHES),
    ("/axis-cgi/*param.cgi", "action=update", SETS),
    ("/axis-cgi/*param.cgi", "action=add", SETS),
    ("/axis-cgi/*param.cgi", "action=remove", SETS),
    ("/axis-cgi/*/param.cgi", "action=update", SETS),
    ("/axis-cgi/*restart*.cgi", "", RESTARTS),
    ("/axis-cgi/*/restart*.cgi", "", RESTARTS),
    ("/axis-cgi/*factorydefault.cgi", "", SETS),
    ("/axis-cgi/*/factorydefault.cgi", "", SETS),
    ("/axis-cgi/*pwdgrp.cgi", "", SETS),
    ("/axis-cgi/*/pwdgrp.cgi", "", SETS),
    ("/axis-cgi/firmware*.cgi", "", SETS),
    ("/axis-cgi/virtualinput/*.cgi", "", SWITCHES),
    ("/axis-cgi/lightcontrol.cgi", "", SWITCHES),
    ("/axis-cgi/playclip.cgi", "", SWITCHES),
    ("/axis-cgi/record/*.cgi", "", SETS),
    // Dahua and Amcrest.
    ("/cgi-bin/*ptz*.cgi", "", MOVES),
    ("/cgi-bin/*ptz*", "", MOVES),
    ("/cgi-bin/configmanager.cgi", "action=set", SETS),
    ("/cgi-bin/magicbox.cgi", "action=reboot", RESTARTS),
    // Foscam, older and newer, and their kin.
    ("/decoder_control.cgi", "", MOVES),
    ("/camera_control.cgi", "", SETS),
    ("/reboot.cgi", "", RESTARTS),
    ("/set_*.cgi", "", SETS),
    ("/cgi-bin/cgiproxy.fcgi", "cmd=ptz", MOVES),
    ("/cgi-bin/cgiproxy.fcgi", "cmd=set", SETS),
    ("/cgi-bin/cgiproxy.fcgi", "cmd=reboot", RESTARTS),
    // HiSilicon.
    ("/hi3510/*ptz*.cgi", "", MOVES),
    ("/hi3510/param.cgi", "cmd=ptz", MOVES),
    ("/hi3510/param.cgi", "cmd=set", SETS),
    // Hikvision.
    ("/ptzctrl/channels/*/*", "", MOVES),
    ("/isapi/system/reboot", "", RESTARTS),
    // Panasonic, Sony, Canon, D-Link, Vivotek.
    ("/nphcontrolcamera", "", MOVES),
    ("/cgi-bin/camctrl*", "", MOVES),
    ("/cgi-bin/directctrl", "", MOVES),
    ("/command/*.cgi", "", MOVES),
    ("/-wvhttp-01-/control.cgi", "", MOVES),
    ("/cgi-bin/*/camctrl.cgi", "", MOVES),
    ("/pantiltcontrol.cgi", "", MOVES),
    // Hanwha, Reolink.
    ("/stw-cgi/ptz*.cgi", "", MOVES),
    ("/cgi-bin/api.cgi", "cmd=ptzctrl", MOVES),
    ("/cgi-bin/api.cgi", "cmd=reboot", RESTARTS),
    // Any other maker's script that says so by its name.
    ("/ptz*.cgi", "", MOVES),
    // Programs.
    ("/control", "var=", SETS),
    ("/", "action=command", SETS),
    ("/*/action/*", "", SETS),
    ("/*/config/set*", "", SETS),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(address: &str) -> bool {
        let (url, _) = Url::parse(address, &mut Vec::new()).unwrap();
        check(&url).is_err()
    }

    #[test]
    fn commands_are_refused() {
        for address in [
            "http://h/axis-cgi/com/ptz.cgi?rpan=10",
            "http://gateway/cameras/yard/axis-cgi/com/ptz.cgi?move=left",
            "http://h/axis-cgi/io/port.cgi?action=1:/",
            "http://h/AXIS-CGI/admin/restart.cgi",
            "http://h/axis-cgi/restart.cgi",
            "http://h/axis-cgi/param.cgi?action=update&Image.I0.Appearance.Rotation=180",
            "http://h/cgi-bin/ptz.cgi?action=start&code=Left",
            "http://h/decoder_control.cgi?command=6",
            "http://h/web/cgi-bin/hi3510/ptzctrl.cgi?-step=0&-act=left",
            "http://h/cgi-bin/CGIProxy.fcgi?cmd=ptzMoveLeft",
            "http://h/ISAPI/PTZCtrl/channels/1/continuous",
            "http://h/nphControlCamera?Direction=TiltUp",
            "http://h/command/ptzf.cgi?Move=left",
            "http://esp32/control?var=framesize&val=10",
            "http://pi:8080/?action=command&id=10094852&dest=0&group=1&value=5",
            "http://h:8080/0/action/snapshot",
        ] {
            assert!(refused(address), "{address}");
        }
    }

    #[test]
    fn requests_for_pictures_and_facts_are_not() {
        for address in [
            "http://h/axis-cgi/mjpg/video.cgi?camera=1",
            "http://h/axis-cgi/param.cgi?action=list",
            "http://h/cgi-bin/CGIStream.cgi?cmd=GetMJStream",
            "http://h/cgi-bin/CGIProxy.fcgi?cmd=snapPicture2",
            "http://h/cgi-bin/hi3510/mjpegstream.cgi?-chn=11",
            "http://h/cgi-bin/api.cgi?cmd=Snap",
            "http://pi:8080/?action=stream",
            "http://h/videostream.cgi",
            "http://h/command",
            "http://h/",
        ] {
            assert!(!refused(address), "{address}");
        }
    }
}
