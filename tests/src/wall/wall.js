// A page of many tiles: the browser's own <img>, or the product. How the product gets into a page is said here and nowhere else.
(() => {
  const tiles = [];

  // Arranges all tiles in so many columns of so many pixels.
  function arrange(columns, width, height) {
    const { style } = document.body;
    style.setProperty("--columns", columns);
    style.setProperty("--width", `${width}px`);
    style.setProperty("--height", `${height}px`);
  }

  function addImages(urls) {
    for (const url of urls) {
      const image = document.createElement("img");
      image.src = url;
      show({ element: image, viewer: () => null });
    }
  }

  const loading = import("./player.js");

  let wall;

  // Adds a player for each address, with `options` for all: { replay: seconds, isShared: all may draw on one canvas }.
  async function addViewers(urls, { replay, isShared }) {
    const { Player, Wall } = await loading;
    if (isShared) wall ??= new Wall(document.body);
    for (const url of urls) {
      const element = document.createElement("div");
      show({ element, viewer: () => element });
      const transport = new URL(url).origin === location.origin ? "relay" : "fetch";
      new Player(element, isShared ? { wall } : {}).play({ routes: [{ transport, url }], replay: { seconds: replay, mebibytes: 64 } });
    }
  }

  function show(tile) {
    tiles.push(tile);
    document.body.append(tile.element);
  }

  // Of each tile [state, frames drawn, width, height]; of an image the state is "shown" as soon as there is a picture.
  function states() {
    return tiles.map(({ element, viewer }) => {
      if (element instanceof HTMLImageElement) return [element.naturalWidth > 0 ? "shown" : "", 0, 0, 0];
      const { state = "", framesDrawn = 0, width = 0, height = 0 } = viewer()?.dataset ?? {};
      return [state, +framesDrawn, +width, +height];
    });
  }

  // The elements with the documented attributes, null where there is none yet.
  const viewers = () => tiles.map(({ viewer }) => viewer() ?? null);

  // The first tile that shows no picture, for whoever reads why.
  function describe() {
    const place = states().findIndex(([state]) => state !== "shown" && state !== "live");
    const tile = tiles[place];
    const viewer = tile?.viewer();
    return { place, attributes: viewer && { ...viewer.dataset } };
  }

  window.wall = { arrange, addImages, addViewers, states, viewers, describe };
})();
