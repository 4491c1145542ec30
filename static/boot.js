// Before the app runs: says what is missing instead of leaving an empty page, has the player begin with the picture, and starts
// the program that the address asks for. Its first rendering replaces #boot; that of `app` takes the player over.
(() => {
  // Milliseconds for which the state of a picture is left to an app to come.
  const PATIENCE_MS = 3000;
  // Milliseconds after which the app's files are kept.
  const KEEP_MS = 3000;
  // Names of the app's, which src/model/early.rs compares with its own, and values of them with which a picture may begin. A link
  // that says anything else is left to the app.
  const STREAM = "/axis-cgi/mjpg/video.cgi";
  const PICTURE = "/axis-cgi/jpg/image.cgi";
  const SETTINGS = "mullion-settings 1";
  // Arguments of a camera, in the order in which the app writes them.
  const IMAGE = {
    __proto__: null, camera: /^\d{1,4}$/, resolution: /^\d{1,5}x\d{1,5}$/, compression: /^\d{1,2}$/, fps: /^[1-9]\d?$/,
  };
  const PLAYING = {
    __proto__: null, controls: /^(0|1)$/, keep: /^(0|1)$/, stall: /^[2-9]$|^[1-9]\d{1,2}$/, replay: /^\d{1,2}$|^[1-5]\d\d$/, replaymb: /^[1-9]\d{0,2}$/,
    decode: /^(bitmap|decoder|wasm)$/, sink: /^(canvas|video)$/, transport: /^(auto)$/,
  };
  // Options that no request or picture depends on.
  const LOOK = ["fit", "rotate", "flip", "zoom", "stats", "badge", "enhance"];
  let problem = missing();
  // Shows the picture without the app, once there is one.
  let alone = () => {};
  const say = () => {
    const boot = document.getElementById("boot");
    if (!boot) return;
    boot.classList.toggle("boot-failed", problem !== null);
    boot.textContent = problem ?? "Starting";
    if (problem) alone();
  };
  const failed = (event) => {
    const cause = event.message || event.reason?.message;
    problem ??= cause
      ? `Mullion could not start: ${cause}. Reload the page; if that does not help, its server is set up wrongly.`
      : "Mullion could not start: one of its files is missing on the server, or is served with a wrong type "
        + "(text/javascript for .js, application/wasm for .wasm).";
    say();
  };
  // A policy's words are better than those of what it has broken, which may come first. Text that is run as a script is not the
  // page's, but that of an extension.
  const blocked = ({ blockedURI, effectiveDirective, disposition }) => {
    if (disposition === "report" || !effectiveDirective.startsWith("script-src")) return;
    if (["eval", "inline", "wasm-eval"].includes(blockedURI)) return;
    problem = forbidden("its scripts");
    say();
  };
  // Resource errors do not bubble, hence the capture.
  addEventListener("error", failed, true);
  addEventListener("unhandledrejection", failed);
  addEventListener("TrunkApplicationStarted", () => {
    removeEventListener("error", failed, true);
    removeEventListener("unhandledrejection", failed);
    document.removeEventListener("securitypolicyviolation", blocked);
  });
  if (problem) {
    // What cannot work is not begun: Firefox would run the page from a file, up to where it needs its worker.
    const policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = "script-src 'none'";
    document.head.append(policy);
  } else {
    document.addEventListener("securitypolicyviolation", blocked);
    // The smallest module there is: WebKit tells nobody of a policy that refuses the app's.
    WebAssembly.instantiate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)).catch(() => {
      problem = forbidden("WebAssembly");
      say();
    });
    const other = otherProgram();
    startProgram(other ? [`${other}.js`, `${other}_bg.wasm`] : document.querySelector("meta[name=app]").content.split(" "));
    startPlayer();
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", say);
  else say();
  // A display that nobody looks after (src/kiosk): what a program in WebAssembly cannot do for itself.
  if (!problem && new URLSearchParams(location.search).has("kiosk")) {
    globalThis.mullionImport = (file) => import(new URL(file, document.baseURI).href);
    import("./watchdog.js").then(({ Watchdog }) => {
      const watchdog = new Watchdog();
      const report = watchdog.report();
      if (report) document.documentElement.dataset.watchdog = report;
      globalThis.mullionBeat = (isRecording) => watchdog.beat(isRecording);
    }).catch(() => {});
  }
  // For a start without a server, once the picture has had its time: on displays and as an installed app, and where it is so already.
  // A page in a tab is not worth a megabyte, and shows the build that its server has.
  const isToStay = matchMedia("(display-mode: standalone), (display-mode: fullscreen)").matches
    || new URLSearchParams(location.search).has("kiosk") || Boolean(navigator.serviceWorker?.controller);
  if (!problem && isToStay) {
    addEventListener("load", () => setTimeout(() => import("./offline.js").then(({ begin }) => begin()).catch(() => {}), KEEP_MS));
  }

  // The program in place of the viewer of one camera: that of many cameras and what is made of them, or the editor.
  function otherProgram() {
    const asked = new URLSearchParams(location.search);
    if (asked.has("edit")) return "editor";
    const isWall = ["wall", "tour", "kiosk", "layout"].some((name) => asked.has(name)) || asked.getAll("src").filter((src) => src.trim()).length > 1;
    return isWall ? "wall" : undefined;
  }

  // A module and its wasm. Both are fetched at once; the module is run when the page is there, for it looks for #app.
  async function startProgram(files) {
    const [script, wasm] = files.map((file) => new URL(file, document.baseURI).href);
    const hint = (properties) => document.head.append(Object.assign(document.createElement("link"), properties));
    hint({ rel: "modulepreload", href: script });
    hint({ rel: "preload", href: wasm, as: "fetch", type: "application/wasm", crossOrigin: "anonymous" });
    if (document.readyState === "loading") await new Promise((done) => addEventListener("DOMContentLoaded", done));
    const program = await import(script).catch((error) => {
      // Browsers word it each in their way, and none says why.
      if (!(error instanceof TypeError)) throw error;
      failed({});
    });
    if (!program) return;
    const exports = await program.default({ module_or_path: wasm });
    dispatchEvent(new CustomEvent("TrunkApplicationStarted", { detail: { wasm: exports } }));
  }

  // The player is a small part of the app, and need not wait for the rest where the address leaves no question. The app takes it
  // over from #picture (src/hooks/use_player.rs). Where loading fails the app tries again, and says why.
  function startPlayer() {
    const source = otherProgram() ? undefined : plainSource();
    // A player from the browser's cache may be there before the page is.
    const parsed = document.readyState !== "loading" || new Promise((done) => addEventListener("DOMContentLoaded", done));
    Promise.all([import("./player.js"), parsed]).then(async ([{ Player }]) => {
      await Player.ready;
      if (!source || !document.getElementById("boot")) return;
      const picture = document.createElement("div");
      picture.id = "picture";
      // While the app may still come, the state is the app's to show.
      const state = document.createElement("div");
      state.addEventListener("mullion-state", ({ detail }) => { picture.className = detail.state; });
      document.body.prepend(picture);
      const player = new Player(picture, { element: state });
      player.play(source);
      alone = () => { if (picture.isConnected && Player.of(picture)) player.place(picture); };
      if (problem) alone();
      // One that neither comes nor fails.
      else setTimeout(() => alone(), PATIENCE_MS);
    }).catch(() => {});
  }

  // What the app would ask for first, by an address of its own writing: `src` is an Axis camera or another stream without
  // arguments, or a camera of the gateway. Undefined where the app may know better.
  function plainSource() {
    const written = /[?&]src=([^&#]*)/.exec(location.search)?.[1] ?? "";
    const [, host, path] = /^(https?:\/\/[a-z\d.-]+(?::\d+)?)(\/[\w./-]*)?$/.exec(written) ?? [];
    if (!host && !/^[a-z\d][\w-]*$/i.test(written)) return;
    // Such browsers show a camera's own stream by an element of theirs, which a move to the app would load again.
    if (host && !("moveBefore" in Element.prototype)) return;
    // A single picture, which comes another way.
    if (/\bjpe?g\b/i.test(path)) return;
    const isAxis = !path || path === "/" || path === STREAM;
    const canonical = isAxis && host ? host : written;
    const all = [...new URLSearchParams(location.search)];
    let asked = all.filter(([name]) => name !== "src");
    // Of several cameras the app knows which one is meant.
    if (all.length !== asked.length + 1) return;
    const known = remembered();
    const ways = known.filter((camera) => camera.get("worked"));
    if (ways.some((camera) => camera.get("src") === canonical || (host && camera.get("src")?.startsWith(host)))) return;
    // A link to the camera alone leaves the rest to what is remembered.
    if (asked.length === 0) {
      const camera = known.find((camera) => camera.get("src") === canonical) ?? [];
      asked = [...camera].filter(([name]) => name !== "src" && name !== "name");
    }
    const options = new Map(asked);
    const may = ([name, value]) => LOOK.includes(name) || (IMAGE[name] ?? PLAYING[name])?.test(value);
    if (options.size !== asked.length || !asked.every(may)) return;
    const image = Object.keys(IMAGE).filter((name) => options.has(name)).map((name) => `${name}=${options.get(name)}`);
    if (image.length && !isAxis) return;
    const at = (path) => `${host ?? new URL(`cameras/${written}`, document.baseURI).href}${path}`;
    const query = (pairs) => (pairs.length ? `?${pairs.join("&")}` : "");
    const url = (isAxis ? at(STREAM) : written) + query(image);
    const still = image.filter((pair) => !pair.startsWith("fps="));
    const number = (name) => (options.has(name) ? Number(options.get(name)) : undefined);
    const routes = host ? ["fetch", "img"] : ["relay"];
    return {
      routes: [
        ...routes.map((transport) => ({ transport, url })),
        ...(isAxis ? [{ transport: "snapshots", url: at(PICTURE) + query(still) }] : []),
      ],
      fps: number("fps"),
      stall: number("stall"),
      keepHidden: options.get("keep") === "1",
      decode: options.get("decode"),
      sink: options.get("sink"),
      replay: options.get("controls") === "0" ? { seconds: 0, mebibytes: 0 } : { seconds: number("replay"), mebibytes: number("replaymb") },
    };
  }

  // What the app remembers of cameras (src/model/settings.rs).
  function remembered() {
    try {
      const [version, ...lines] = (localStorage.getItem("mullion") ?? "").split("\n");
      return version === SETTINGS ? lines.map((line) => new URLSearchParams(line)) : [];
    } catch {
      return [];
    }
  }

  function missing() {
    if (location.protocol === "file:") return "Mullion needs a web server: it cannot run from a file.";
    if (typeof WebAssembly !== "object") return "Mullion needs WebAssembly, which this browser lacks or has switched off.";
    if (typeof Worker !== "function") return "Mullion needs web workers, which this browser lacks.";
    if (typeof OffscreenCanvas !== "function") {
      return "Mullion needs OffscreenCanvas, which this browser lacks: any current Chromium, Firefox or Safari has it.";
    }
    return null;
  }

  function forbidden(what) {
    return `Mullion could not start: the Content-Security-Policy of its server does not allow ${what}. `
      + "It needs script-src 'self' 'wasm-unsafe-eval'.";
  }
})();
