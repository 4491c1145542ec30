// Watches a display's program from outside of it: JavaScript alone, so that it lives when the WebAssembly does not.
//
// The program says that it lives by `watchdog.beat(isRecording)`. If it falls silent although the page is visible, the page is
// loaded again: at most once in a while, never during a recording, and only if its server answers. The next program learns of it
// by `watchdog.report()`.

/** Silence after which a program is dead, milliseconds. Its own worker is replaced after four seconds. */
const SILENCE_MS = 30_000;
/** A program that has not begun by then never will. */
const START_MS = 90_000;
/** Between two loads, milliseconds; twice as long after each further one within a day, up to a day. */
const APART_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** Between two looks. */
const LOOK_MS = 1_000;
/** A look that comes so late shows that the page stood still (the machine slept, or the browser was stopped). */
const LATE_MS = 10_000;

const KEY = "mullion-watchdog";

export class Watchdog {
  #lastBeat;
  #hasBegun = false;
  #isRecording = false;
  #lastLook;
  #timer;
  #clock;
  #isLooking = false;
  #report;

  /** `clock` gives milliseconds, `reload` loads the page again; tests have their own. */
  constructor({ clock = () => performance.now(), reload = () => location.reload(), look = LOOK_MS, silence = SILENCE_MS, start = START_MS } = {}) {
    Object.assign(this, { reload, silence, start });
    this.#clock = clock;
    this.#lastBeat = this.#lastLook = clock();
    this.#report = remembered().report ?? "";
    this.#timer = setInterval(() => void this.look(), look);
  }

  /** The program lives, and records or does not. */
  beat(isRecording) {
    this.#lastBeat = this.#clock();
    this.#hasBegun = true;
    this.#isRecording = Boolean(isRecording);
  }

  /** Why the page was loaded again, once; empty if it was not. */
  report() {
    const report = this.#report;
    this.#report = "";
    if (report) remember({ ...remembered(), report: "" });
    return report;
  }

  close() {
    clearInterval(this.#timer);
  }

  /** Whether the program is dead, and the page may be loaded again for that. */
  async look() {
    const now = this.#clock();
    const isLate = now - this.#lastLook > LATE_MS;
    this.#lastLook = now;
    // The program had no time either. Hidden pages stand still as browsers like.
    if (isLate || document.visibilityState !== "visible") this.#lastBeat = now;
    const silent = now - this.#lastBeat;
    if (silent < (this.#hasBegun ? this.silence : this.start) || this.#isLooking) return;
    // A recorder that lives on writes to the disk: its file would be cut off.
    if (this.#isRecording) return;
    const { loads = [] } = remembered();
    const today = loads.filter((at) => at <= Date.now() && Date.now() - at < DAY_MS);
    const pause = Math.min(APART_MS * 2 ** Math.max(0, today.length - 1), DAY_MS);
    if (today.length && Date.now() - today.at(-1) < pause) return;
    this.#isLooking = true;
    try {
      if (!(await answers())) return;
      const seconds = Math.round(silent / 1000);
      const report = this.#hasBegun
        ? `The page's program was silent for ${seconds} s; the watchdog loaded the page again.`
        : `The page's program did not start in ${seconds} s; the watchdog loaded the page again.`;
      // Without a memory it could load the page again and again.
      if (!remember({ loads: [...today.slice(-20), Date.now()], report })) return;
      this.close();
      this.reload();
    } finally {
      this.#isLooking = false;
    }
  }
}

// The page and its program, from the service worker or the server: a page that is loaded again must not end as an error page.
async function answers() {
  if (navigator.serviceWorker?.controller) return true;
  for (const name of ["./", "player.js"]) {
    const response = await fetch(name, { cache: "no-store", signal: AbortSignal.timeout?.(10_000) }).catch(() => undefined);
    if (!response?.ok) return false;
  }
  return true;
}

function remembered() {
  try {
    const { loads, report } = JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
    return {
      loads: Array.isArray(loads) ? loads.filter(Number.isFinite).slice(-20) : [],
      report: typeof report === "string" ? report.slice(0, 200) : "",
    };
  } catch {
    return {};
  }
}

function remember(value) {
  try {
    localStorage.setItem(KEY, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
