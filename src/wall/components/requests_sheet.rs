//! What each tile requests from its camera and why, and what all of them may receive.

use wall::{Size, TileRequest, Wanted, Why};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::{Callback, Event, Html, TargetCast, UseReducerDispatcher, html};

use crate::components::dialog::Dialog;
use crate::figures;
use crate::wall::served::Serving;
use crate::wall::state::{Action, Sizes, Tile, Wall};

/// The most megabits that can be set, as in mullion.json.
const MOST_MEGABITS: u32 = 100_000;

/// The sheet.
pub(super) fn requests_sheet(
    wall: &Wall,
    closed: &Callback<()>,
    dispatch: &UseReducerDispatcher<Wall>,
) -> Html {
    let bits: f64 = wall.tiles.iter().map(|tile| tile.served.bits).sum();
    let onchange = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let megabits = input.value().trim().parse().ok().filter(|megabits| *megabits > 0);
            dispatch.dispatch(Action::SetMegabits(megabits.map(|megabits: u32| megabits.min(MOST_MEGABITS))));
        })
    };
    html! {
        <Dialog title="Requested pictures" closed={closed.clone()}>
            <div class="sheet-body wall-requests">
                <p class="wall-budget">
                    <label>
                        { "At most " }
                        <input
                            type="number"
                            class="input"
                            min="1"
                            max={MOST_MEGABITS.to_string()}
                            step="1"
                            placeholder="no limit"
                            value={wall.megabits.map(|megabits| megabits.to_string()).unwrap_or_default()}
                            {onchange}
                        />
                        { " Mbit/s for all tiles" }
                    </label>
                    <span>{ format!("now {}", figures::bit_rate(bits)) }</span>
                    if wall.is_over_budget() {
                        <span class="tone-stale">{ "No tile can be lowered further." }</span>
                    }
                </p>
                <table>
                    <thead>
                        <tr><th>{ "Camera" }</th><th>{ "Requested" }</th><th>{ "Why" }</th><th>{ "Size" }</th></tr>
                    </thead>
                    <tbody>{ for wall.tiles.iter().map(|tile| row(tile, dispatch)) }</tbody>
                </table>
            </div>
        </Dialog>
    }
}

fn row(tile: &Tile, dispatch: &UseReducerDispatcher<Wall>) -> Html {
    let (requested, why) = words(tile);
    html! {
        <tr key={tile.id.0}>
            <th scope="row">{ tile.name().to_owned() }</th>
            <td>
                { requested }
                if tile.served.bits > 0.0 {
                    <span class="wall-bits">{ figures::bit_rate(tile.served.bits) }</span>
                }
            </td>
            <td>{ why }</td>
            <td>{ choice(tile, dispatch) }</td>
        </tr>
    }
}

/// What a tile requests, and why, for a person.
pub(super) fn words(tile: &Tile) -> (String, String) {
    let request = match &tile.served.serving {
        Serving::Stream(Some(request)) => request,
        Serving::Stream(None) => {
            let why = if tile.served.names_size {
                "its address names a size"
            } else if tile.served.sizes == Sizes::Unknown {
                "its camera does not list its sizes"
            } else {
                ""
            };
            return ("As in its address".to_owned(), why.to_owned());
        }
        Serving::Released => return ("Nothing".to_owned(), "nobody sees it".to_owned()),
        Serving::Undecided => return ("Nothing yet".to_owned(), String::new()),
        serving @ (Serving::Still(_) | Serving::Waiting { .. }) => {
            let why = serving.words().unwrap_or_default();
            return ("No stream".to_owned(), why.to_owned());
        }
    };
    (requested(request), reason(request.why))
}

fn requested(request: &TileRequest) -> String {
    let mut text = request.size.map_or_else(|| "The camera’s own size".to_owned(), by);
    if let Some(fps) = request.fps {
        text.push_str(&format!(", {fps} fps"));
    }
    if let Some(compression) = request.compression {
        text.push_str(&format!(", compression {compression}"));
    }
    text
}

fn reason(why: Why) -> String {
    match why {
        Why::Fits(tile) => format!("fits the tile of {}", by(tile)),
        Why::Largest(tile) => format!("the camera’s largest; the tile has {}", by(tile)),
        Why::Budget { fits } => format!("lowered for the limit; {} would fit", by(fits)),
        Why::Chosen => "chosen".to_owned(),
        Why::Full => "chosen".to_owned(),
        Why::NoSizes => "its camera does not list its sizes".to_owned(),
        Why::Address => "its address names a size".to_owned(),
    }
}

fn by(size: Size) -> String {
    format!("{} × {}", size.width, size.height)
}

/// A person's own choice.
pub(super) fn choice(tile: &Tile, dispatch: &UseReducerDispatcher<Wall>) -> Html {
    let Sizes::Told(sizes) = &tile.served.sizes else { return Html::default() };
    if tile.served.names_size {
        return Html::default();
    }
    let (dispatch, id) = (dispatch.clone(), tile.id);
    let onchange = Callback::from(move |event: Event| {
        let Some(select) = event.target_dyn_into::<HtmlSelectElement>() else { return };
        dispatch.dispatch(Action::Want(id, wanted(&select.value())));
    });
    let wanted = tile.served.wanted;
    let is_other = matches!(wanted, Wanted::Fixed(size) if !sizes.contains(&size));
    let option = |this: Wanted, name: String| {
        html! { <option value={value(this)} selected={wanted == this}>{ name }</option> }
    };
    html! {
        <select class="input" aria-label={format!("Size of {}", tile.name())} {onchange}>
            { option(Wanted::Match, "Match the tile".to_owned()) }
            { option(Wanted::Full, "The camera’s own".to_owned()) }
            if let Wanted::Fixed(size) = wanted && is_other {
                { option(wanted, by(size)) }
            }
            { for sizes.iter().map(|size| option(Wanted::Fixed(*size), by(*size))) }
        </select>
    }
}

fn value(wanted: Wanted) -> String {
    match wanted {
        Wanted::Match => "match".to_owned(),
        Wanted::Full => "full".to_owned(),
        Wanted::Fixed(Size { width, height }) => format!("{width}x{height}"),
    }
}

fn wanted(value: &str) -> Wanted {
    let size = value
        .split_once('x')
        .and_then(|(width, height)| Some(Size { width: width.parse().ok()?, height: height.parse().ok()? }));
    match size {
        Some(size) => Wanted::Fixed(size),
        None if value == "full" => Wanted::Full,
        None => Wanted::Match,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_read_as_it_is_written() {
        for wanted in [Wanted::Match, Wanted::Full, Wanted::Fixed(Size { width: 640, height: 360 })] {
            assert_eq!(super::wanted(&value(wanted)), wanted);
        }
    }

    #[test]
    fn a_request_says_what_and_why() {
        let size = |width, height| Size { width, height };
        let request = TileRequest {
            size: Some(size(640, 360)),
            fps: Some(5),
            compression: None,
            why: Why::Budget { fits: size(1280, 720) },
        };
        assert_eq!(requested(&request), "640 × 360, 5 fps");
        assert_eq!(reason(request.why), "lowered for the limit; 1280 × 720 would fit");
    }
}
