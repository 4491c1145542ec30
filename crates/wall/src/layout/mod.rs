//! The layouts of a wall, and where each of them puts its tiles.

mod cells;
mod fit;

use std::fmt;
use std::str::FromStr;

pub(crate) use fit::Rows;

use crate::{Rectangle, Size};

/// How tiles share the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// Rows or columns of different heights, whichever fill more of the screen.
    #[default]
    Auto,
    /// Equal cells, as many as there are tiles.
    Grid,
    /// A square of equal cells: 1 for one tile, 2 for 2x2, up to [`Layout::MOST_A_SIDE`].
    Square(u8),
    /// One large tile with five small ones to its right and below.
    OnePlus5,
    /// One large tile with seven small ones to its right and below.
    OnePlus7,
    /// So many columns of equal width. The wall may become higher than the screen.
    Columns(u8),
}

/// A text that names no [`Layout`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLayout;

impl Layout {
    /// Tiles along one side of a [`Layout::Square`], and columns of [`Layout::Columns`], at most.
    pub const MOST_A_SIDE: u8 = 16;

    /// How many tiles it shows at once. `None` if all.
    #[must_use]
    pub fn capacity(self) -> Option<usize> {
        match self {
            Self::Auto | Self::Grid | Self::Columns(_) => None,
            Self::Square(side) => Some(usize::from(side) * usize::from(side)),
            Self::OnePlus5 => Some(6),
            Self::OnePlus7 => Some(8),
        }
    }
}

/// The tiles of `layout` on a screen of `size`, `gap` device pixels apart, for pictures of these
/// `aspects` (width divided by height). Tiles beyond the layout's capacity have no place. `kept` are
/// the rows of the last arrangement, which stay while they fill nearly as much as the best.
pub(crate) fn place(
    layout: Layout,
    size: Size,
    gap: u32,
    aspects: &[f64],
    kept: Option<&Rows>,
) -> (Vec<Rectangle>, Option<Rows>) {
    let shown = layout.capacity().unwrap_or(aspects.len()).min(aspects.len());
    let aspects = &aspects[..shown];
    let cells = match layout {
        Layout::Auto => return auto(size, gap, aspects, kept),
        Layout::Grid => cells::best_grid(size, gap, aspects),
        Layout::Square(side) => cells::grid(size, gap, side.into(), side.into(), shown),
        Layout::OnePlus5 => cells::one_large(size, gap, 3, shown),
        Layout::OnePlus7 => cells::one_large(size, gap, 4, shown),
        Layout::Columns(columns) => cells::columns(size, gap, columns.into(), aspects),
    };
    (cells, None)
}

/// Aspects that differ by less than this factor are told apart by nobody: operators expect a grid.
const ALIKE: f64 = 1.05;
/// The smallest tile must have at least this part of the smallest picture in a grid: rows that fill the
/// screen at the expense of one camera are not used.
const LEAST_FAIR: f64 = 0.7;
/// More tiles than this form a grid: cutting rows takes a time that grows with the cube.
const MOST_CUT: usize = 128;

fn auto(size: Size, gap: u32, aspects: &[f64], kept: Option<&Rows>) -> (Vec<Rectangle>, Option<Rows>) {
    let smallest = aspects.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = aspects.iter().copied().fold(0.0, f64::max);
    if largest <= smallest * ALIKE || aspects.len() > MOST_CUT {
        return (cells::best_grid(size, gap, aspects), None);
    }
    let grid = cells::best_grid(size, gap, aspects);
    let Some(rows) = Rows::best(size, gap, aspects, kept) else { return (grid, None) };
    let tiles = rows.tiles(size, gap, aspects);
    let (in_rows, in_grid) = (Shown::of(&tiles, aspects), Shown::of(&grid, aspects));
    if in_rows.all > in_grid.all && in_rows.least >= LEAST_FAIR * in_grid.least {
        (tiles, Some(rows))
    } else {
        (grid, None)
    }
}

/// Areas of the pictures in their tiles, in pixels.
struct Shown {
    all: f64,
    least: f64,
}

impl Shown {
    fn of(tiles: &[Rectangle], aspects: &[f64]) -> Self {
        let area = |(tile, aspect): (&Rectangle, &f64)| cells::shown(tile.size(), *aspect);
        let areas = || tiles.iter().zip(aspects).map(area);
        Self { all: areas().sum(), least: areas().fold(f64::INFINITY, f64::min) }
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Grid => f.write_str("grid"),
            Self::Square(1) => f.write_str("1"),
            Self::Square(side) => write!(f, "{side}x{side}"),
            Self::OnePlus5 => f.write_str("1+5"),
            Self::OnePlus7 => f.write_str("1+7"),
            Self::Columns(columns) => write!(f, "columns-{columns}"),
        }
    }
}

impl FromStr for Layout {
    type Err = UnknownLayout;

    fn from_str(text: &str) -> Result<Self, UnknownLayout> {
        let count = |text: &str| {
            let count = text.parse().map_err(|_| UnknownLayout)?;
            if (1..=Self::MOST_A_SIDE).contains(&count) { Ok(count) } else { Err(UnknownLayout) }
        };
        match text {
            "auto" => Ok(Self::Auto),
            "grid" => Ok(Self::Grid),
            "1" => Ok(Self::Square(1)),
            "1+5" => Ok(Self::OnePlus5),
            // In an address a plus sign may stand for a blank.
            "1 5" => Ok(Self::OnePlus5),
            "1+7" | "1 7" => Ok(Self::OnePlus7),
            _ => match (text.split_once('x'), text.strip_prefix("columns-")) {
                (Some((across, down)), _) if across == down => count(across).map(Self::Square),
                (_, Some(columns)) => count(columns).map(Self::Columns),
                _ => Err(UnknownLayout),
            },
        }
    }
}

impl fmt::Display for UnknownLayout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a layout is auto, grid, 1, 2x2, 3x3, 4x4, 1+5, 1+7 or columns-N")
    }
}

impl std::error::Error for UnknownLayout {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layouts_are_read_as_they_are_written() {
        let layouts = [
            Layout::Auto,
            Layout::Grid,
            Layout::Square(1),
            Layout::Square(4),
            Layout::OnePlus5,
            Layout::OnePlus7,
            Layout::Columns(3),
        ];
        for layout in layouts {
            assert_eq!(layout.to_string().parse(), Ok(layout));
        }
    }

    #[test]
    fn other_words_are_no_layouts() {
        for text in ["", "0", "0x0", "2x3", "17x17", "columns-0", "columns-", "AUTO", "-1x-1", "1+6"] {
            assert_eq!(text.parse::<Layout>(), Err(UnknownLayout), "{text}");
        }
    }
}
