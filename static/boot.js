// Before the app runs: says what is missing instead of leaving an empty page. The app's first rendering replaces #boot.
(() => {
  let problem = missing();
  const say = () => {
    const boot = document.getElementById("boot");
    if (!boot) return;
    boot.classList.toggle("boot-failed", problem !== null);
    boot.textContent = problem ?? "Starting";
  };
  const failed = (event) => {
    const cause = event.message || event.reason?.message;
    problem ??= cause
      ? `Mullion could not start: ${cause}. Reload the page; if that does not help, its server is not set up right.`
      : "Mullion could not start: a file of it is missing on its server, or has another type there than it should "
        + "(text/javascript for .js, application/wasm for .wasm).";
    say();
  };
  // A policy's words are better than those of what it has broken, which may come first.
  const blocked = ({ blockedURI, effectiveDirective, disposition }) => {
    if (disposition === "report" || blockedURI === "wasm-eval" || !effectiveDirective.startsWith("script-src")) return;
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
    startWorker();
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", say);
  else say();

  // The player's worker takes as long to start as the app does: begun now, it is ready when the app is. The app takes it over
  // with what it has said until then (crates/player/src/page/worker.rs).
  function startWorker() {
    let worker;
    try {
      worker = new Worker("worker_loader.js", { type: "module" });
    } catch {
      return; // The app tries again, and says why.
    }
    const said = [];
    const kinds = ["message", "messageerror", "error"];
    const note = (event) => said.push(event);
    for (const kind of kinds) worker.addEventListener(kind, note);
    const take = () => {
      for (const kind of kinds) worker.removeEventListener(kind, note);
      return said;
    };
    globalThis.mullionWorker = { worker, take };
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
      + "It has to have script-src 'self' 'wasm-unsafe-eval', and the page's inline script by its hash.";
  }
})();
