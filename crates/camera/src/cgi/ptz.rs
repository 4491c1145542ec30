//! `ptz.cgi`: steers the first view, as the PTZ documents give it.

use std::fmt::Write as _;

use tokio::time::Instant;
use vapix::Rotation;

use crate::device::{Axis, Device, Move, PAN, Ptz, PtzState, TILT, ZOOM, cropped, field_range};
use crate::http::{Request, Response};

/// Places that can be gone to by name or number: name, pan, tilt, zoom.
const PRESETS: [(&str, f64, f64, f64); 4] = [
    ("Home", 0.0, 0.0, 1.0),
    ("Tower", 15.0, 4.0, 4000.0),
    ("Lake", -24.0, -1.0, 2500.0),
    ("Road", 0.0, -14.0, 3000.0),
];

/// A command that cannot be carried out; the camera says why.
struct PtzError(String);

pub(super) fn answer(request: &Request, device: &Device) -> Response {
    let arguments = Arguments(request.arguments());
    let result = match carry_out(&arguments, &mut device.ptz()) {
        Ok(None) => return Response::empty(),
        Ok(Some(text)) => text,
        Err(PtzError(message)) => format!("Error:{message}\r\n"),
    };
    Response::text(result)
}

struct Arguments(Vec<(String, String)>);

impl Arguments {
    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn number(&self, name: &str) -> Result<Option<f64>, PtzError> {
        self.value(name).map(|text| number(name, text)).transpose()
    }

    /// Numbers separated by commas.
    fn numbers<const N: usize>(&self, name: &str) -> Result<Option<[f64; N]>, PtzError> {
        let Some(text) = self.value(name) else { return Ok(None) };
        let numbers: Vec<f64> = text.split(',').map(|part| number(name, part)).collect::<Result<_, _>>()?;
        numbers.try_into().map(Some).map_err(|_| invalid(name, text))
    }
}

fn number(name: &str, text: &str) -> Result<f64, PtzError> {
    let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| invalid(name, text))
}

fn invalid(name: &str, text: &str) -> PtzError {
    let shown: String = text.chars().filter(char::is_ascii_graphic).take(40).collect();
    PtzError(format!("{name}: unknown value: {shown}"))
}

/// Does everything that the request asks for. Text is the answer to a question.
fn carry_out(arguments: &Arguments, ptz: &mut Ptz) -> Result<Option<String>, PtzError> {
    if let Some(camera) = arguments.value("camera").filter(|camera| *camera != "1") {
        return Err(invalid("camera", camera));
    }
    let now = Instant::now();
    if let Some(query) = arguments.value("query") {
        return answer_query(query, ptz, now).map(Some);
    }
    if arguments.value("info").is_some() {
        return Ok(Some(INFO.to_owned()));
    }
    if arguments.value("whoami").is_some() {
        return Ok(Some("Simulated PTZ\r\n".to_owned()));
    }
    if let Some(speed) = arguments.number("speed")? {
        ptz.set_speed(speed);
    }
    let known = absolute_and_relative(arguments, ptz, now)?
        | continuous(arguments, ptz, now)?
        | by_direction(arguments, ptz, now)?
        | to_preset(arguments, ptz, now)?
        | by_picture(arguments, ptz, now)?
        | lens(arguments, ptz)?;
    if known || arguments.value("speed").is_some() {
        Ok(None)
    } else {
        Err(PtzError("no command".to_owned()))
    }
}

const INFO: &str = "Available commands\r\n:\r\n{camera=[n]}\r\nwhoami=yes\r\ncenter=[x,y]\r\n  imagewidth=[n]\r\n  \
    imageheight=[n]\r\nareazoom=[x,y,z]\r\nmove={ home | up | down | left | right | upleft | upright | downleft | \
    downright | stop }\r\npan=[abspos]\r\ntilt=[abspos]\r\nzoom=[abspos]\r\nrpan=[offset]\r\nrtilt=[offset]\r\n\
    rzoom=[offset]\r\nspeed=[n]\r\ncontinuouspantiltmove=[x-speed,y-speed]\r\ncontinuouszoommove=[speed]\r\n\
    gotoserverpresetname=[name]\r\ngotoserverpresetno=[n]\r\nautofocus={ on | off }\r\nautoiris={ on | off }\r\n\
    query={ speed | position | limits | presetposcam | presetposall | mode }\r\n";

fn answer_query(query: &str, ptz: &Ptz, now: Instant) -> Result<String, PtzError> {
    let mut text = String::new();
    let switch = |on: bool| if on { "on" } else { "off" };
    let written = match query {
        "position" => {
            let PtzState { pan, tilt, zoom } = ptz.state(now);
            let (focus, iris) = (switch(ptz.autofocus), switch(ptz.autoiris));
            write!(
                text,
                "pan={pan:.4}\r\ntilt={tilt:.4}\r\nzoom={zoom:.0}\r\nautofocus={focus}\r\nautoiris={iris}\r\n"
            )
        }
        "limits" => {
            let (least, most) = field_range();
            write!(
                text,
                "MinPan={}\r\nMaxPan={}\r\nMinTilt={}\r\nMaxTilt={}\r\nMinZoom={}\r\nMaxZoom={}\r\n\
                 MinFieldAngle={least}\r\nMaxFieldAngle={most}\r\n",
                PAN.0, PAN.1, TILT.0, TILT.1, ZOOM.0, ZOOM.1
            )
        }
        "speed" => write!(text, "speed={:.0}\r\n", ptz.speed()),
        "mode" => write!(text, "mode=normal\r\n"),
        "presetposcam" | "presetposall" => {
            let presets = PRESETS.iter().enumerate();
            write!(text, "Preset Positions for camera 1\r\n").and_then(|()| {
                let mut presets = presets;
                presets
                    .try_for_each(|(index, (name, ..))| write!(text, "presetposno{}={name}\r\n", index + 1))
            })
        }
        _ => return Err(invalid("query", query)),
    };
    written.map(|()| text).map_err(|_| PtzError("internal".to_owned()))
}

fn absolute_and_relative(arguments: &Arguments, ptz: &mut Ptz, now: Instant) -> Result<bool, PtzError> {
    let mut known = false;
    for (axis, absolute, relative) in
        [(Axis::Pan, "pan", "rpan"), (Axis::Tilt, "tilt", "rtilt"), (Axis::Zoom, "zoom", "rzoom")]
    {
        if let Some(target) = arguments.number(absolute)? {
            ptz.start(axis, Move::To(target), now);
            known = true;
        }
        if let Some(distance) = arguments.number(relative)? {
            ptz.start(axis, Move::By(distance), now);
            known = true;
        }
    }
    Ok(known)
}

fn continuous(arguments: &Arguments, ptz: &mut Ptz, now: Instant) -> Result<bool, PtzError> {
    let mut known = false;
    if let Some([pan, tilt]) = arguments.numbers("continuouspantiltmove")? {
        ptz.start(Axis::Pan, Move::At(pan), now);
        ptz.start(Axis::Tilt, Move::At(tilt), now);
        known = true;
    }
    if let Some(speed) = arguments.number("continuouszoommove")? {
        ptz.start(Axis::Zoom, Move::At(speed), now);
        known = true;
    }
    Ok(known)
}

/// By a quarter of what is seen.
fn by_direction(arguments: &Arguments, ptz: &mut Ptz, now: Instant) -> Result<bool, PtzError> {
    let Some(direction) = arguments.value("move") else { return Ok(false) };
    let (right, up) = match direction {
        "home" => {
            go(ptz, PRESETS[0], now);
            return Ok(true);
        }
        "stop" => {
            ptz.stop(now);
            return Ok(true);
        }
        "up" => (0.0, 1.0),
        "down" => (0.0, -1.0),
        "left" => (-1.0, 0.0),
        "right" => (1.0, 0.0),
        "upleft" => (-1.0, 1.0),
        "upright" => (1.0, 1.0),
        "downleft" => (-1.0, -1.0),
        "downright" => (1.0, -1.0),
        _ => return Err(invalid("move", direction)),
    };
    let step = ptz.state(now).field() / 4.0;
    ptz.start(Axis::Pan, Move::By(right * step), now);
    ptz.start(Axis::Tilt, Move::By(up * step), now);
    Ok(true)
}

fn to_preset(arguments: &Arguments, ptz: &mut Ptz, now: Instant) -> Result<bool, PtzError> {
    let by_name = arguments.value("gotoserverpresetname").map(|name| {
        let preset = PRESETS.into_iter().find(|(known, ..)| *known == name);
        preset.ok_or_else(|| invalid("gotoserverpresetname", name))
    });
    let by_number = arguments.value("gotoserverpresetno").map(|text| {
        let index = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let preset = index.and_then(|index| PRESETS.get(index).copied());
        preset.ok_or_else(|| invalid("gotoserverpresetno", text))
    });
    match by_name.or(by_number) {
        Some(preset) => {
            go(ptz, preset?, now);
            Ok(true)
        }
        None => Ok(false),
    }
}

fn go(ptz: &mut Ptz, (_, pan, tilt, zoom): (&str, f64, f64, f64), now: Instant) {
    ptz.start(Axis::Zoom, Move::To(zoom), now);
    ptz.start(Axis::Pan, Move::To(pan), now);
    ptz.start(Axis::Tilt, Move::To(tilt), now);
}

/// `center` and `areazoom`: by a point of the picture.
fn by_picture(arguments: &Arguments, ptz: &mut Ptz, now: Instant) -> Result<bool, PtzError> {
    let area = arguments.numbers::<3>("areazoom")?;
    let center = arguments.numbers::<2>("center")?;
    let Some((x, y)) = area.map(|[x, y, _]| (x, y)).or(center.map(|[x, y]| (x, y))) else { return Ok(false) };
    let width = arguments.number("imagewidth")?.unwrap_or(1280.0).max(1.0);
    let height = arguments.number("imageheight")?.unwrap_or(720.0).max(1.0);
    let rotation = match arguments.value("imagerotation") {
        Some(text) => text.parse().map_err(|_| invalid("imagerotation", text))?,
        None => Rotation::Deg0,
    };
    // As shares of the picture before it was turned.
    let (x, y) = (x / width, y / height);
    let (x, y, width, height) = match rotation {
        Rotation::Deg0 => (x, y, width, height),
        Rotation::Deg90 => (y, 1.0 - x, height, width),
        Rotation::Deg180 => (1.0 - x, 1.0 - y, width, height),
        Rotation::Deg270 => (1.0 - y, x, height, width),
    };
    let state = ptz.state(now);
    let window = cropped(state.window(), width as f32, height as f32);
    let (pan, tilt) =
        PtzState::aim(window.left + window.width * x as f32, window.top + window.height * y as f32);
    if let Some([_, _, percent]) = area {
        if percent <= 0.0 {
            return Err(invalid("areazoom", &percent.to_string()));
        }
        ptz.start(Axis::Zoom, Move::To(state.magnified(percent / 100.0)), now);
    }
    ptz.start(Axis::Pan, Move::To(pan), now);
    ptz.start(Axis::Tilt, Move::To(tilt), now);
    Ok(true)
}

/// Focus, iris and light: taken, and without effect on the scene.
fn lens(arguments: &Arguments, ptz: &mut Ptz) -> Result<bool, PtzError> {
    let mut known = false;
    for name in ["focus", "iris", "brightness", "rfocus", "riris", "rbrightness"] {
        known |= arguments.number(name)?.is_some();
    }
    for name in ["continuousfocusmove", "continuousirismove", "continuousbrightnessmove"] {
        known |= arguments.number(name)?.is_some();
    }
    for name in ["autofocus", "autoiris", "backlight", "ircutfilter"] {
        let Some(text) = arguments.value(name) else { continue };
        let on = match text {
            "on" => true,
            "off" => false,
            "auto" if name == "ircutfilter" => true,
            _ => return Err(invalid(name, text)),
        };
        match name {
            "autofocus" => ptz.autofocus = on,
            "autoiris" => ptz.autoiris = on,
            _ => {}
        }
        known = true;
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use std::time::Duration;

    fn ask(device: &Device, query: &str) -> (u16, String) {
        let request = Request { target: format!("/axis-cgi/com/ptz.cgi?{query}"), ..Request::default() };
        let response = answer(&request, device);
        (response.status, String::from_utf8(response.body.to_vec()).unwrap())
    }

    /// Carries out a command and gives the position when it has come to rest.
    async fn after(device: &Device, query: &str) -> (f64, f64, f64) {
        assert_eq!(ask(device, query), (204, String::new()), "{query}");
        tokio::time::advance(Duration::from_secs(60)).await;
        let position = ask(device, "query=position").1;
        (number(&position, "pan"), number(&position, "tilt"), number(&position, "zoom"))
    }

    /// The number in the line of this name.
    fn number(answer: &str, name: &str) -> f64 {
        let mut pairs = answer.lines().filter_map(|line| line.split_once('='));
        pairs.find(|pair| pair.0 == name).unwrap().1.parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn the_view_goes_where_it_is_sent() {
        let device = Device::new(&Options::default());
        assert_eq!(after(&device, "zoom=9999").await, (0.0, 0.0, 9999.0));
        assert_eq!(after(&device, "pan=10&tilt=-5").await, (10.0, -5.0, 9999.0));
        assert_eq!(after(&device, "rpan=-3.5").await, (6.5, -5.0, 9999.0));
        assert_eq!(after(&device, "gotoserverpresetname=Tower").await, (15.0, 4.0, 4000.0));
        assert_eq!(after(&device, "gotoserverpresetno=1").await, (0.0, 0.0, 1.0));
        assert_eq!(after(&device, "camera=1&continuouszoommove=100&speed=50").await.2, 9999.0);
        assert_eq!(after(&device, "move=home").await, (0.0, 0.0, 1.0));
        assert_eq!(after(&device, "autofocus=off&iris=500").await, (0.0, 0.0, 1.0));
        assert!(ask(&device, "query=position").1.contains("autofocus=off"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_point_of_the_picture_comes_to_the_middle() {
        let device = Device::new(&Options::default());
        let near = |a: (f64, f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < 0.01 && (a.1 - b.1).abs() < 0.01;
        // The right edge of 70 degrees, zoomed in by two so that there is room to turn.
        let moved = after(&device, "areazoom=1280,360,200").await;
        assert!(near(moved, (35.0, 0.0)), "{moved:?}");
        after(&device, "move=home").await;
        let moved =
            after(&device, "areazoom=360,0,200&imagewidth=720&imageheight=1280&imagerotation=90").await;
        assert!(near(moved, (-35.0, 0.0)), "the top of a turned picture is its left: {moved:?}");
        after(&device, "move=home").await;
        after(&device, "zoom=9999").await;
        let moved = after(&device, "center=640,0&imagewidth=1280&imageheight=720").await;
        assert!(near(moved, (0.0, 70.0 / 8.0 * 9.0 / 32.0)), "{moved:?}");
    }

    #[tokio::test]
    async fn questions_are_answered_as_the_reader_wants_them() {
        let device = Device::new(&Options::default());
        let limits = ask(&device, "query=limits").1;
        let range = |low, high| (number(&limits, low), number(&limits, high));
        assert_eq!((range("MinPan", "MaxPan"), range("MinZoom", "MaxZoom")), ((-60.0, 60.0), (1.0, 9999.0)));
        assert_eq!(
            ask(&device, "query=presetposcam").1,
            "Preset Positions for camera 1\r\npresetposno1=Home\r\npresetposno2=Tower\r\npresetposno3=Lake\r\npresetposno4=Road\r\n"
        );
        assert_eq!(ask(&device, "query=speed").1, "speed=100\r\n");
        assert!(ask(&device, "info=1").1.starts_with("Available commands"));
    }

    #[tokio::test]
    async fn errors_have_status_200() {
        let device = Device::new(&Options::default());
        for query in [
            "query=posision",
            "move=sideways",
            "pan=NaN",
            "pan=x",
            "continuouspantiltmove=1",
            "areazoom=1,2,0",
            "gotoserverpresetno=0",
            "gotoserverpresetname=Nowhere",
            "camera=2&move=up",
            "autofocus=maybe",
            "",
        ] {
            let (status, body) = ask(&device, query);
            assert_eq!(status, 200, "{query}");
            assert!(body.starts_with("Error:"), "{query}: {body}");
        }
        assert_eq!(ask(&device, "query=x<y").1, "Error:query: unknown value: x<y\r\n");
    }
}
