//! What the pictures show.

use camera::Options;

use crate::client::{Received, Running, start};

async fn picture(camera: &Running, query: &str) -> Received {
    let reply = camera.get(&format!("/axis-cgi/jpg/image.cgi?{query}")).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("image/jpeg")), "{}", reply.text());
    Received { jpeg: reply.body, complete: true }
}

/// Mean of each colour over a part of the picture, given in hundredths of its sides.
fn mean((width, height, pixels): &(u32, u32, Vec<u8>), x: (u32, u32), y: (u32, u32)) -> [f64; 3] {
    let (left, right, top, bottom) =
        (x.0 * width / 100, x.1 * width / 100, y.0 * height / 100, y.1 * height / 100);
    let mut sums = [0.0; 3];
    for row in top..bottom {
        for column in left..right {
            let place = ((row * width + column) * 3) as usize;
            for channel in 0..3 {
                sums[channel] += f64::from(pixels[place + channel]);
            }
        }
    }
    sums.map(|sum| sum / f64::from((right - left) * (bottom - top)))
}

/// How much two places differ in colour.
fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum()
}

#[tokio::test]
async fn a_picture_is_one_that_the_camera_knows() {
    let camera = start(Options::default()).await;
    for path in ["/axis-cgi/jpg/image.cgi", "/jpg/image.jpg"] {
        let reply = camera.get(&format!("{path}?resolution=320x240")).await;
        let frame = Received { jpeg: reply.body, complete: true };
        assert_eq!((frame.facts().width, frame.facts().height), (320, 240));
        let sent = camera.handle.find_sent(&frame.sha256()).unwrap();
        assert_eq!(sent.number, frame.number());
        assert!(sent.setting.contains("resolution=320x240"), "{}", sent.setting);
    }
    assert_eq!(camera.handle.snapshot().pictures_sent, 2);
}

#[tokio::test]
async fn the_scene_is_turned_and_mirrored_as_asked() {
    let camera = start(Options::default()).await;
    // The panorama has a blue sky above green grass, in every setting.
    let query = |more: &str| format!("camera=4&resolution=320x240&overlays=off&{more}");
    let upright = picture(&camera, &query("rotation=0")).await.pixels();
    let sky = mean(&upright, (10, 90), (5, 15));
    let grass = mean(&upright, (10, 90), (80, 90));
    assert!(sky[2] > sky[1] && grass[1] > grass[2], "{sky:?} {grass:?}");
    let turned = picture(&camera, &query("rotation=90")).await.pixels();
    assert_eq!((turned.0, turned.1), (240, 320));
    assert!(distance(mean(&turned, (85, 95), (10, 90)), sky) < 30.0, "clockwise: the sky is on the right");
    let turned = picture(&camera, &query("rotation=270")).await.pixels();
    assert!(distance(mean(&turned, (5, 15), (10, 90)), sky) < 30.0, "the sky is on the left");
    let over = picture(&camera, &query("rotation=180")).await.pixels();
    assert!(distance(mean(&over, (10, 90), (80, 90)), sky) < 30.0, "the sky is below");
    // The lake lies on the left of the panorama and nowhere else.
    let lake = mean(&upright, (20, 28), (50, 53));
    let mirrored = picture(&camera, &query("mirror=1")).await.pixels();
    assert!(distance(mean(&mirrored, (72, 80), (50, 53)), lake) < 30.0);
    assert!(distance(mean(&mirrored, (20, 28), (50, 53)), lake) > 60.0);
}

#[tokio::test]
async fn another_aspect_loses_the_sides() {
    let camera = start(Options::default()).await;
    let wide = picture(&camera, "camera=4&resolution=640x360&overlays=off").await.pixels();
    let narrow = picture(&camera, "camera=4&resolution=480x360&overlays=off").await.pixels();
    // The narrow picture shows the middle three quarters: its left edge lies in the lake, the wide
    // one's in the meadow.
    let lake = |picture, x: u32| mean(picture, (x - 1, x + 1), (50, 53));
    assert!(distance(lake(&narrow, 6), lake(&wide, 17)) < 30.0);
    assert!(distance(lake(&narrow, 6), lake(&wide, 6)) > 60.0);
    let all = |picture, x: u32| mean(picture, (x - 1, x + 1), (0, 97));
    for (in_narrow, in_wide) in [(30, 35), (50, 50), (70, 65), (90, 80)] {
        assert!(distance(all(&narrow, in_narrow), all(&wide, in_wide)) < 30.0, "{in_narrow}");
    }
}

#[tokio::test]
async fn without_colour_the_picture_is_grey() {
    let camera = start(Options::default()).await;
    let (_, _, grey) = picture(&camera, "resolution=320x180&color=0").await.pixels();
    assert!(grey.chunks(3).all(|pixel| pixel[0].abs_diff(pixel[1]) <= 1 && pixel[1].abs_diff(pixel[2]) <= 1));
    let (_, _, color) = picture(&camera, "resolution=320x180&color=1").await.pixels();
    assert!(color.chunks(3).any(|pixel| pixel[0].abs_diff(pixel[2]) > 60));
}

#[tokio::test]
async fn text_is_burnt_in_unless_it_is_switched_off() {
    let camera = start(Options::default()).await;
    let bar = |pixels| mean(&pixels, (80, 100), (0, 3))[1];
    let with = bar(picture(&camera, "camera=4&resolution=640x360").await.pixels());
    let without = bar(picture(&camera, "camera=4&resolution=640x360&overlays=off").await.pixels());
    assert!(with < 80.0 && without > 100.0, "{with} {without}");
}

#[tokio::test]
async fn steering_moves_the_first_view_alone() {
    let camera = start(Options::default()).await;
    let look = async |view: u16| {
        let query = format!("camera={view}&resolution=320x180&overlays=off");
        mean(&picture(&camera, &query).await.pixels(), (0, 100), (20, 80))
    };
    let (town, road) = (look(1).await, look(3).await);
    // Up into the sky, near, and at once: the drives are quick, the answer says when they are there.
    assert_eq!(camera.get("/axis-cgi/com/ptz.cgi?camera=1&zoom=9999&tilt=20").await.status, 204);
    loop {
        let reply = camera.get("/axis-cgi/com/ptz.cgi?query=position").await;
        let position = reply.text();
        let is = |line: &str| position.lines().any(|other| other == line);
        if is("zoom=9999") && is("tilt=20.0000") {
            break;
        }
    }
    assert!(distance(look(1).await, town) > 60.0);
    assert!(distance(look(3).await, road) < 30.0);
}
