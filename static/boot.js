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
    const cause = event.message || event.reason?.message || "a file of it is missing";
    problem ??= `Mullion could not start: ${cause}. Reload the page; if that does not help, its server is not set up right.`;
    say();
  };
  // Resource errors do not bubble, hence the capture.
  addEventListener("error", failed, true);
  addEventListener("unhandledrejection", failed);
  addEventListener("TrunkApplicationStarted", () => {
    removeEventListener("error", failed, true);
    removeEventListener("unhandledrejection", failed);
  });
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", say);
  else say();

  function missing() {
    if (location.protocol === "file:") return "Mullion needs a web server: it cannot run from a file.";
    if (typeof WebAssembly !== "object") return "Mullion needs WebAssembly, which this browser lacks or has switched off.";
    if (typeof Worker !== "function") return "Mullion needs web workers, which this browser lacks.";
    if (typeof OffscreenCanvas !== "function") {
      return "Mullion needs OffscreenCanvas, which this browser lacks: any current Chromium, Firefox or Safari has it.";
    }
    return null;
  }
})();
