//! Which choices the panel offers for which camera.

use super::*;

const CAMERA: &str = "root.Brand.ProdFullName=AXIS Test Camera\n\
    root.Properties.Firmware.Version=9.80.2.2\n\
    root.Properties.Image.Resolution=1280x960,1920x1440,1280x720,640x480,CIF\n\
    root.Properties.Image.I1.JPEG.Resolution=800x600\n\
    root.Properties.Image.Rotation=0,180\n\
    root.Image.I0.Name=Gate\n\
    root.Image.I0.Enabled=yes\n\
    root.Image.I0.Appearance.Resolution=1280x960\n\
    root.Image.I0.Appearance.Compression=30\n\
    root.Image.I0.Stream.FPS=0\n\
    root.Image.I1.Enabled=yes\n\
    root.Image.I2.Enabled=no\n\
    root.StreamProfile.S0.Name=Mobile\n\
    root.StreamProfile.S0.Description=For phones\n\
    root.StreamProfile.S0.Parameters=resolution=640x480&fps=5\n";

fn told(text: &str) -> Choices {
    Choices::told(Parameters::parse(text))
}

/// `label: value value | label: value`
fn listed(choices: &Choices, argument: Argument, query: &str) -> String {
    listed_seeing(choices, argument, query, None)
}

fn listed_seeing(choices: &Choices, argument: Argument, query: &str, seen: Option<&str>) -> String {
    let seen = seen.map(|size| size.parse().unwrap());
    let Control::Select(groups) = choices.control(argument, &ImageArguments::from_query(query), seen) else {
        panic!("no select")
    };
    let text = |group: &Group| {
        let values: Vec<_> = group.choices.iter().map(|choice| choice.value.as_str()).collect();
        format!("{}: {}", group.label, values.join(" "))
    };
    groups.iter().map(text).collect::<Vec<_>>().join(" | ")
}

#[test]
fn the_sensors_aspect_comes_first() {
    let camera = told(CAMERA);
    assert_eq!(
        listed(&camera, Argument::Resolution, ""),
        "4:3, the whole picture: 1280x960 1920x1440 640x480 | 16:9, cropped by the camera: 1280x720 | By name: CIF"
    );
    assert_eq!(listed(&camera, Argument::Resolution, "camera=2"), "4:3, the whole picture: 800x600");
}

#[test]
fn without_a_list_the_picture_tells_the_aspect() {
    let usual = Choices::usual();
    assert!(listed(&usual, Argument::Resolution, "").starts_with("16:9: 3840x2160 "));
    let first = |query, seen| {
        let list = listed_seeing(&usual, Argument::Resolution, query, Some(seen));
        list.split(' ').next().unwrap().to_owned()
    };
    assert_eq!(first("", "640x480"), "4:3,");
    assert_eq!(first("rotation=90", "720x1280"), "16:9,");
    // A size that was asked for tells nothing of the sensor.
    assert_eq!(first("resolution=640x480", "640x480"), "16:9:");
}

#[test]
fn a_value_that_is_not_listed_is_still_shown() {
    assert!(listed(&told(CAMERA), Argument::Resolution, "resolution=100x100").ends_with("| Other: 100x100"));
    assert!(listed(&Choices::usual(), Argument::Fps, "fps=7").ends_with("| Other: 7"));
    assert!(listed(&told(CAMERA), Argument::Rotation, "rotation=90").ends_with("| Other: 90"));
}

#[test]
fn views_have_names_and_are_left_out_where_there_is_one() {
    let camera = told(CAMERA);
    assert_eq!(listed(&camera, Argument::Camera, ""), ": 1 2 quad");
    let Control::Select(groups) = camera.control(Argument::Camera, &ImageArguments::default(), None) else {
        panic!()
    };
    let labels: Vec<_> = groups[0].choices.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(labels, ["1: Gate", "View 2", "All in one (quad)"]);
    let none = ImageArguments::default();
    let single = told("Image.NbrOfConfigs=1\n");
    assert!(!single.is_offered(Argument::Camera, &none));
    assert!(single.is_offered(Argument::Camera, &ImageArguments::from_query("camera=2")));
    assert!(Choices::usual().is_offered(Argument::Camera, &none));
    assert_eq!(listed(&Choices::usual(), Argument::Camera, ""), ": 1 2 3 4 quad");
}

#[test]
fn lists_that_the_camera_told_are_used() {
    let camera = told(CAMERA);
    assert_eq!(listed(&camera, Argument::Rotation, ""), ": 0 180");
    assert_eq!(listed(&Choices::usual(), Argument::Rotation, ""), ": 0 90 180 270");
    assert_eq!(listed(&camera, Argument::StreamProfile, ""), ": Mobile");
    let free = Choices::usual().control(Argument::StreamProfile, &ImageArguments::default(), None);
    assert!(matches!(free, Control::Text { .. }));
    assert_eq!(camera.product().as_deref(), Some("AXIS Test Camera, firmware 9.80.2.2"));
}

#[test]
fn what_the_camera_lacks_is_not_offered() {
    let none = ImageArguments::default();
    assert!(!told(CAMERA).is_offered(Argument::Palette, &none));
    assert!(told("Properties.Image.Palette.StreamPalette=yes").is_offered(Argument::Palette, &none));
    assert!(!told("Image.NbrOfConfigs=2").is_offered(Argument::StreamProfile, &none));
    assert!(
        told("# Error: Error -1 getting param in group 'StreamProfile'")
            .is_offered(Argument::StreamProfile, &none)
    );
}

#[test]
fn the_cameras_own_setting_is_told_with_its_profile() {
    let camera = told(CAMERA);
    let own = |argument, query| camera.own(argument, &ImageArguments::from_query(query));
    assert_eq!(own(Argument::Resolution, "").as_deref(), Some("1280 × 960"));
    assert_eq!(own(Argument::Fps, "").as_deref(), Some("No limit"));
    assert_eq!(own(Argument::Fps, "streamprofile=Mobile").as_deref(), Some("5 fps"));
    assert_eq!(own(Argument::Compression, "streamprofile=Mobile").as_deref(), Some("30"));
    assert_eq!(own(Argument::Resolution, "camera=2"), None);
    assert_eq!(camera.own_percent(Argument::Compression, &ImageArguments::default()), Some(30));
    assert_eq!(Choices::usual().own(Argument::Fps, &ImageArguments::default()), None);
}

#[test]
fn dead_arguments_are_named_by_firmware() {
    let old = told("Properties.Firmware.Version=9.80.2");
    let new = told("Properties.Firmware.Version=12.11.77");
    assert_eq!(old.dead(Argument::Clock), None);
    assert_eq!(new.dead(Argument::Clock).as_deref(), Some("no effect since AXIS OS 10.6"));
    assert_eq!(Choices::usual().dead(Argument::Clock), new.dead(Argument::Clock));
    assert_eq!(new.dead(Argument::Resolution), None);
}

#[test]
fn kinds_have_their_controls() {
    let control = |argument| Choices::usual().control(argument, &ImageArguments::default(), None);
    assert_eq!(control(Argument::Compression), Control::Slider);
    assert_eq!(control(Argument::Duration), Control::Number);
    assert_eq!(listed(&Choices::usual(), Argument::Mirror, ""), ": 1 0");
    assert_eq!(control(Argument::TextString), Control::Text { longest: 80 });
}
