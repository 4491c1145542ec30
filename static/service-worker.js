// Keeps the app's own files, so that the page starts without a server. It answers GET of those files and nothing else: streams,
// single pictures, cameras and the gateway never pass through here (Firefox ends a busy service worker after half a minute, and
// a stream with it). `cargo xtask build` fills in the build and its files; without them, in a development build, it keeps nothing.
const BUILD = "";
const FILES = [];

const PAGE = new URL("./", self.registration.scope).pathname;
// Other installations of the same server have their own.
const MINE = `mullion ${PAGE} `;
const STORE = MINE + BUILD;
const PATHS = new Set(FILES.map((name) => PAGE + name));

self.addEventListener("install", (event) => {
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers());
});

self.addEventListener("message", ({ data, source }) => {
  // Only a page of its own may ask for the change, when it is ready to be loaded again.
  if (data === "mullion-take-over" && source) self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const name = nameOf(event.request);
  if (name) event.respondWith(kept(name, event.request));
});

// The path under which a file of the app is kept; undefined for everything else, which the browser then fetches by itself.
function nameOf(request) {
  if (request.method !== "GET" || request.headers.has("range")) return undefined;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return undefined;
  if (request.mode === "navigate") return pathname === PAGE || pathname === `${PAGE}index.html` ? PAGE : undefined;
  return PATHS.has(pathname) ? pathname : undefined;
}

async function kept(name, request) {
  // Storage can be cleared at any time, by a person or by the browser.
  const found = await caches.open(STORE).then((store) => store.match(name)).catch(() => undefined);
  return found ?? fetch(request);
}

async function keep() {
  if (!BUILD) throw new Error("a development build is not kept");
  const store = await caches.open(STORE);
  // All or nothing: a build with a file missing would fail later, without a server to help.
  await Promise.all([...PATHS, PAGE].map(async (path) => {
    const response = await fetch(path, { cache: "no-cache", credentials: "same-origin" });
    if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
    if (path === PAGE && !(await response.clone().text()).includes(`content="${BUILD}"`)) {
      throw new Error("the server has another build by now");
    }
    await store.put(path, response);
  }));
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(MINE) && name !== STORE).map((name) => caches.delete(name)));
}
