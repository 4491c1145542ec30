// Mullion's player: one module for a page and for its worker, with its program beside it. docs/PLAYER.md says how to use it.
const isWorker = typeof DedicatedWorkerGlobalScope === "function" && globalThis instanceof DedicatedWorkerGlobalScope;
let core, wasm, compiled, begun;

async function work(module) {
  core = await import("./core.js");
  wasm = await core.default({ module_or_path: module });
  core.work();
}

async function compile() {
  const program = new URL("core_bg.wasm", import.meta.url);
  try {
    return await WebAssembly.compileStreaming(fetch(program));
  } catch {
    // Of another type, or in an old browser.
    const response = await fetch(program);
    if (!response.ok) throw new Error(`${program} is missing (${response.status})`);
    return WebAssembly.compile(await response.arrayBuffer());
  }
}

// The first worker starts while the program is on its way, and gets it compiled.
function begin() {
  try {
    begun = new Worker(import.meta.url, { type: "module", name: "mullion" });
    begun.onerror = () => { begun = undefined; };
  } catch {
    // The first player tries again, and says why.
  }
}

function spawn() {
  if (!begun) begun = new Worker(import.meta.url, { type: "module", name: "mullion" });
  const worker = begun;
  begun = undefined;
  worker.onerror = null;
  worker.postMessage(compiled);
  return worker;
}

// Resolves when the program is there.
let ready;
const players = new WeakMap();

export class Player {
  #core;
  #container;

  // An import of this module waits for it by itself. In WebKitGTK 2.50 a second import at the same time does not, and
  // has to wait for this.
  static get ready() {
    return ready;
  }

  static get build() {
    return core.build();
  }

  static of(container) {
    return players.get(container);
  }

  constructor(container, { element = container, wall } = {}) {
    this.#core = new core.Core(element, container, wall?.id ?? 0);
    this.#container = container;
    players.set(container, this);
  }

  play(source) {
    const { routes, replay = {}, login = {}, keepHidden = false, proxyLogin = false, ...rest } =
      typeof source === "string" ? { routes: [{ transport: "fetch", url: source }] } : source;
    return this.tell({
      ...rest,
      ...login,
      kind: "play",
      routes: routes.flatMap(({ transport, url, via }) => [transport, new URL(url, document.baseURI).href, via]),
      replaySeconds: replay.seconds ?? 30,
      replayMebibytes: replay.mebibytes ?? 256,
      login: login.browser ? 2 : "user" in login || "token" in login ? 1 : 0,
      keepHidden,
      proxyLogin,
    });
  }

  stop() { return this.tell({ kind: "stop" }); }
  retry() { return this.tell({ kind: "retry" }); }
  replay(command, value = 0) { return this.tell({ kind: "replay", command, value: Number(value) }); }
  popOut() { return this.tell({ kind: "popOut" }); }
  tell(message, attachment) { return this.#core?.tell(message, attachment) ?? false; }
  authorization(url) { return this.#core?.authorization(url); }
  listen(listener) { this.#core?.listen(listener ?? undefined); }

  snapshot(seen = false) {
    return new Promise((resolve, reject) => {
      if (!this.#core) return reject(new Error("the player is closed"));
      this.#core.snapshot(seen, (snapshot, why) => (snapshot ? resolve(snapshot) : reject(new Error(why))));
    });
  }

  thumbnail(atMs) {
    return new Promise((resolve) => {
      if (!this.#core) return resolve(null);
      this.#core.thumbnail(atMs, (bitmap, at) => resolve(bitmap ? { bitmap, atMs: at } : null));
    });
  }

  times() {
    return new Promise((resolve) => {
      if (!this.#core) return resolve(new Float64Array());
      this.#core.times(resolve);
    });
  }

  place(container, element = container) {
    players.delete(this.#container);
    players.set(container, this);
    this.#container = container;
    this.#core?.place(element, container);
  }

  // Draws on the canvas of that wall from now on; without one, on a canvas of its own.
  share(wall) { this.#core?.share(wall?.id ?? 0); }

  close() {
    players.delete(this.#container);
    this.#core?.free();
    this.#core = undefined;
  }
}

// One canvas behind the tiles of a container, on which many players draw.
export class Wall {
  #core;

  constructor(container) {
    this.#core = new core.Wall(container);
  }

  get id() { return this.#core?.id ?? 0; }

  // To be called where tiles have moved without another size.
  layout() { this.#core?.layout(); }

  close() {
    this.#core?.free();
    this.#core = undefined;
  }
}

async function load() {
  begin();
  [core, compiled] = await Promise.all([import("./core.js"), compile()]);
  wasm = await core.default({ module_or_path: compiled });
  core.begin(spawn);
}

if (isWorker) {
  // No await here: the worker's first message would come too early.
  addEventListener("message", ({ data }) => work(data).catch((error) => setTimeout(() => { throw error; })), { once: true });
} else {
  ready = load();
  await ready;
}
