//! Ratios of picture sides, and sizes grouped by them.

use std::fmt;

use crate::Resolution;

/// The ratio of width to height under its usual name, such as 16:9. Two aspects are equal if their
/// names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Aspect {
    width: u16,
    height: u16,
}

/// Usual ratios. The first pair is the name, the second what it really means.
const USUAL: [((u16, u16), (u32, u32)); 11] = [
    ((1, 1), (1, 1)),
    ((5, 4), (5, 4)),
    ((4, 3), (4, 3)),
    ((3, 2), (3, 2)),
    ((16, 10), (16, 10)),
    ((16, 9), (16, 9)),
    ((17, 9), (17, 9)),
    ((2, 1), (2, 1)),
    ((21, 9), (64, 27)),
    ((21, 9), (43, 18)),
    ((32, 9), (32, 9)),
];

impl Aspect {
    /// The usual ratio within one percent, else the exact one, reduced.
    pub fn of(size: Resolution) -> Self {
        let (width, height) = (u32::from(size.width()), u32::from(size.height()));
        let usual = USUAL.iter().find_map(|&((w, h), (real_w, real_h))| {
            if is_near(width * real_h, height * real_w) {
                Some(Self { width: w, height: h })
            } else if is_near(width * real_w, height * real_h) {
                Some(Self { width: h, height: w })
            } else {
                None
            }
        });
        usual.unwrap_or_else(|| {
            let divisor = greatest_common_divisor(size.width(), size.height());
            Self { width: size.width() / divisor, height: size.height() / divisor }
        })
    }

    /// Whether the picture is higher than wide.
    pub fn is_portrait(self) -> bool {
        self.height > self.width
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.width, self.height)
    }
}

/// Sizes by aspect: groups in the order in which the camera's list first has them, sizes in its
/// order.
///
/// A camera lists sizes of several aspects and answers one that is not its sensor's by cropping,
/// without a word. So a choice of sizes has to show the aspects.
pub fn group_by_aspect(sizes: &[Resolution]) -> Vec<(Aspect, Vec<Resolution>)> {
    let mut groups: Vec<(Aspect, Vec<Resolution>)> = Vec::new();
    for &size in sizes {
        let aspect = size.aspect();
        match groups.iter_mut().find(|(known, _)| *known == aspect) {
            Some((_, members)) => members.push(size),
            None => groups.push((aspect, vec![size])),
        }
    }
    groups
}

/// Equal within one percent.
fn is_near(a: u32, b: u32) -> bool {
    u64::from(a.abs_diff(b)) * 100 <= u64::from(a.max(b))
}

fn greatest_common_divisor(a: u16, b: u16) -> u16 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aspect(size: &str) -> String {
        size.parse::<Resolution>().unwrap().aspect().to_string()
    }

    #[test]
    fn usual_ratios_have_their_names() {
        let table = [
            ("1920x1080", "16:9"),
            ("1366x768", "16:9"),
            ("1920x1088", "16:9"),
            ("2688x1512", "16:9"),
            ("1280x960", "4:3"),
            ("2592x1944", "4:3"),
            ("1280x800", "16:10"),
            ("1280x1024", "5:4"),
            ("640x512", "5:4"),
            ("2048x2048", "1:1"),
            ("704x480", "22:15"),
            ("352x288", "11:9"),
            ("3440x1440", "21:9"),
            ("2560x1080", "21:9"),
            ("3072x2048", "3:2"),
            ("65535x65534", "1:1"),
            ("65535x1", "65535:1"),
        ];
        for (size, name) in table {
            assert_eq!(aspect(size), name, "{size}");
        }
    }

    #[test]
    fn portrait_turns_the_name() {
        assert_eq!(aspect("1080x1920"), "9:16");
        assert_eq!(aspect("960x1280"), "3:4");
        assert!("720x1280".parse::<Resolution>().unwrap().aspect().is_portrait());
    }

    #[test]
    fn groups_keep_the_cameras_order() {
        let list = "1920x1080,1280x960,1280x800,1280x720,1024x768,640x480,640x400,160x120,160x90";
        let sizes: Vec<Resolution> = list.split(',').map(|size| size.parse().unwrap()).collect();
        let groups: Vec<String> = group_by_aspect(&sizes)
            .into_iter()
            .map(|(aspect, sizes)| {
                let sizes: Vec<String> = sizes.iter().map(ToString::to_string).collect();
                format!("{aspect} {}", sizes.join(" "))
            })
            .collect();
        assert_eq!(
            groups,
            [
                "16:9 1920x1080 1280x720 160x90",
                "4:3 1280x960 1024x768 640x480 160x120",
                "16:10 1280x800 640x400"
            ]
        );
    }
}
