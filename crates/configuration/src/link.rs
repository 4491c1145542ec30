//! A link to a wall, a tour, a display or some cameras, and a whole configuration in a link.
//!
//! | link | shows |
//! |---|---|
//! | `?wall=lobby` | the wall |
//! | `?tour=night` | the tour |
//! | `?src=a&src=b&layout=1+5` | these cameras, each an address, or a name of the configuration or of the gateway |
//! | `?kiosk=hall` | the display, and what it shows |
//! | `?kiosk=1` beside one of the first three | the same as on a display, without settings of its own |
//!
//! `#config=…` is a whole configuration: its JSON, compressed as raw DEFLATE (RFC 1951), in the
//! letters of base64url without padding (RFC 4648, section 5). A fragment stays in the browser: no
//! server sees it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use vapix::query;

use crate::name::Name;
use crate::read::Problem;
use crate::values::WallLayout;

/// Characters of a compressed configuration in a link, at most.
pub const MAX_PACKED: usize = 1 << 18;
/// Cameras of a link, at most.
const MOST_CAMERAS: usize = 256;

/// A link, as far as it chooses what is shown.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Link {
    /// What it names. `None` if it names nothing, or a display alone.
    pub wanted: Option<Wanted>,
    /// The display.
    pub kiosk: Option<KioskLink>,
    /// `layout`, in place of that of the configuration.
    pub layout: Option<WallLayout>,
    /// Values that are not used, by the name of their parameter.
    pub problems: Vec<Problem>,
}

/// What a link names.
#[derive(Clone, PartialEq, Eq)]
pub enum Wanted {
    /// `wall`
    Wall(Name),
    /// `tour`
    Tour(Name),
    /// Every `src`, as it is written, perhaps with a login.
    Cameras(Vec<String>),
}

/// A display that a link names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KioskLink {
    /// `kiosk=1`: without an entry in the configuration.
    Plain,
    /// The entry of this name.
    Named(Name),
}

impl Link {
    /// Reads a query, with or without its `?`.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut link = Self::default();
        let mut cameras = Vec::new();
        for (name, raw) in query::raw_pairs(query.strip_prefix('?').unwrap_or(query)) {
            let raw = raw.unwrap_or_default();
            match query::decode(name).as_str() {
                "src" if cameras.len() < MOST_CAMERAS => {
                    let src = source(raw);
                    if !src.trim().is_empty() {
                        cameras.push(src);
                    }
                }
                "src" => {}
                "wall" if link.wanted.is_none() => link.wanted = link.name("wall", raw).map(Wanted::Wall),
                "tour" if link.wanted.is_none() => link.wanted = link.name("tour", raw).map(Wanted::Tour),
                "kiosk" if matches!(raw, "" | "0") => {}
                "kiosk" if raw == "1" => link.kiosk = Some(KioskLink::Plain),
                "kiosk" => link.kiosk = link.name("kiosk", raw).map(KioskLink::Named),
                "layout" => match layout(raw) {
                    Ok(layout) => link.layout = Some(WallLayout(layout)),
                    Err(why) => link.problem("layout", why.to_string()),
                },
                _ => {}
            }
        }
        if link.wanted.is_none() && !cameras.is_empty() {
            link.wanted = Some(Wanted::Cameras(cameras));
        }
        link
    }

    fn name(&mut self, parameter: &str, raw: &str) -> Option<Name> {
        match Name::try_from(query::decode(raw)) {
            Ok(name) => Some(name),
            Err(why) => {
                self.problem(parameter, why.to_string());
                None
            }
        }
    }

    fn problem(&mut self, parameter: &str, why: String) {
        self.problems.push(Problem { path: parameter.to_owned(), why });
    }
}

/// The compressed configuration in a fragment, with or without its `#`; `None` if there is none.
/// Decompress it with raw DEFLATE, up to [`MAX_LENGTH`](crate::MAX_LENGTH), and [`read`](crate::read)
/// the result.
///
/// # Errors
/// If it is too long, or no base64url.
pub fn unpack(fragment: &str) -> Option<Result<Vec<u8>, Problem>> {
    let packed = fragment.strip_prefix('#').unwrap_or(fragment).split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        (name == CONFIG).then_some(value)
    })?;
    let problem = |why: &str| Problem { path: format!("#{CONFIG}"), why: why.to_owned() };
    if packed.len() > MAX_PACKED {
        return Some(Err(problem("it is too long for a link")));
    }
    // Mail and messengers add marks at the end of a link.
    let packed = packed.trim_end_matches(['=', '.', ',', ')', '>']);
    Some(URL_SAFE_NO_PAD.decode(packed).map_err(|_| problem("the link is damaged, or cut off")))
}

/// The fragment, without its `#`, that holds a configuration compressed with raw DEFLATE.
#[must_use]
pub fn pack(compressed: &[u8]) -> String {
    format!("{CONFIG}={}", URL_SAFE_NO_PAD.encode(compressed))
}

const CONFIG: &str = "config";

/// In an address a plus is one, though people do not escape it; in a name there is none.
fn source(raw: &str) -> String {
    query::decode(&raw.replace('+', "%2B"))
}

/// `1+5` is written with a plus, which in a query is a space.
fn layout(raw: &str) -> Result<wall::Layout, wall::UnknownLayout> {
    query::decode(&raw.replace('+', "%2B")).replace(' ', "+").parse()
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { wanted, kiosk, layout, problems } = self;
        f.debug_struct("Link")
            .field("wanted", wanted)
            .field("kiosk", kiosk)
            .field("layout", layout)
            .field("problems", problems)
            .finish()
    }
}

impl std::fmt::Debug for Wanted {
    /// Without logins.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Wall(name) => f.debug_tuple("Wall").field(name).finish(),
            Self::Tour(name) => f.debug_tuple("Tour").field(name).finish(),
            Self::Cameras(sources) => {
                let shown: Vec<_> = sources.iter().map(|source| address::secret::shown(source)).collect();
                f.debug_tuple("Cameras").field(&shown).finish()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn a_link_names_a_wall_a_tour_a_display_or_cameras() {
        assert_eq!(Link::parse("?wall=lobby").wanted, Some(Wanted::Wall(name("lobby"))));
        assert_eq!(Link::parse("tour=night&stats=1").wanted, Some(Wanted::Tour(name("night"))));
        assert_eq!(Link::parse("?kiosk=hall").kiosk, Some(KioskLink::Named(name("hall"))));
        let plain = Link::parse("?kiosk=1&wall=lobby");
        assert_eq!(plain.kiosk, Some(KioskLink::Plain));
        assert_eq!(plain.wanted, Some(Wanted::Wall(name("lobby"))));
        let cameras = Link::parse("?src=yard&src=mjpeg+http://cam:81/&src=&layout=1+5");
        let sources = ["yard", "mjpeg+http://cam:81/"].map(str::to_owned).to_vec();
        assert_eq!(cameras.wanted, Some(Wanted::Cameras(sources)));
        assert_eq!(cameras.layout, Some(WallLayout(wall::Layout::OnePlus5)));
        assert_eq!(Link::parse("?layout=1%2B7").layout, Some(WallLayout(wall::Layout::OnePlus7)));
        assert_eq!(Link::parse(""), Link::default());
        assert_eq!(Link::parse("?kiosk=0"), Link::default());
    }

    #[test]
    fn a_bad_value_of_a_link_is_named() {
        let link = Link::parse("?wall=../x&layout=spiral&kiosk=%00&src=yard");
        let paths: Vec<_> = link.problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["wall", "layout", "kiosk"]);
        assert_eq!(link.wanted, Some(Wanted::Cameras(vec!["yard".to_owned()])));
    }

    #[test]
    fn a_link_shows_no_login_in_a_log() {
        let link = Link::parse("?src=http://root:hunter2@192.0.2.7/&src=root:hunter2@192.0.2.8");
        assert!(!format!("{link:?}").contains("hunter2"));
    }

    #[test]
    fn a_fragment_is_packed_as_it_is_unpacked() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(unpack(&format!("#{}", pack(&bytes))).unwrap(), Ok(bytes.clone()));
        assert_eq!(unpack(&format!("#x=1&{}.", pack(&bytes))).unwrap(), Ok(bytes));
        assert!(unpack("#other=1").is_none() && unpack("").is_none());
        assert!(unpack("#config=%%%").unwrap().is_err());
        assert!(unpack(&format!("#config={}", "A".repeat(MAX_PACKED + 1))).unwrap().is_err());
    }
}
