// The page's side of the service worker: registers it, has a new build take over when nothing is lost by it, and removes it when
// the server no longer has it.

const SCRIPT = "service-worker.js";
const scope = new URL("./", document.baseURI).href;

// Whether this browser can, and this page should: not in a frame, and not in a development build.
const isUsable = "serviceWorker" in navigator && isSecureContext && top === self && build() !== "";

/** The name of this page's build; empty in a development build. */
export function build() {
  return document.querySelector("meta[name='mullion-build']")?.content ?? "";
}

/** Registers the service worker. A build that was waiting when the page began takes over at once. */
export async function begin() {
  if (!isUsable) return;
  const wasControlled = navigator.serviceWorker.controller !== null;
  const registration = await navigator.serviceWorker.register(SCRIPT, { updateViaCache: "none" }).catch(() => undefined);
  if (!registration) return removeIfGone();
  // Nothing has been done on this page yet.
  if (wasControlled && registration.waiting) return takeOver(registration);
  // Registering again does not ask the server for a worker that is there.
  await registration.update().catch(removeIfGone);
}

/** Looks for another build. True if one is there, and `reload` would show it. */
export async function isOutdated() {
  if (!isUsable) return false;
  const registration = await navigator.serviceWorker.getRegistration(scope);
  if (!registration) return false;
  try {
    await registration.update();
  } catch {
    await removeIfGone();
    return false;
  }
  return registration.waiting !== null;
}

/**
 * Loads the page again, with the newest build that can be had. Only if its server answers with the page and its program: an error
 * page of the browser's would never come back. False if it does not.
 */
export async function reload() {
  const registration = isUsable ? await navigator.serviceWorker.getRegistration(scope) : undefined;
  if (registration?.waiting) {
    await takeOver(registration);
    return true;
  }
  for (const name of ["./", "player.js"]) {
    const response = await fetch(name, { cache: "no-store" }).catch(() => undefined);
    if (!response?.ok) return false;
  }
  location.reload();
  return true;
}

async function takeOver(registration) {
  const changed = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  registration.waiting.postMessage("mullion-take-over");
  // A page that came past the service worker is not told.
  await Promise.race([changed, new Promise((done) => setTimeout(done, 5_000))]);
  location.reload();
}

// A server without the script no longer wants it. One that does not answer proves nothing.
async function removeIfGone() {
  const response = await fetch(SCRIPT, { cache: "no-store" }).catch(() => undefined);
  if (response?.status !== 404 && response?.status !== 410) return;
  const registration = await navigator.serviceWorker.getRegistration(scope);
  if (registration?.scope !== scope) return;
  await registration.unregister();
  const mine = `mullion ${new URL(scope).pathname} `;
  for (const name of await caches.keys()) if (name.startsWith(mine)) await caches.delete(name);
}
