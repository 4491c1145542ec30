// Before the app runs: says what is missing instead of leaving an empty page. The app's first rendering replaces #boot.
(() => {
  const say = (text) => {
    const boot = document.getElementById("boot");
    if (!boot) return;
    boot.classList.add("boot-failed");
    boot.textContent = text;
  };
  const missing = () => {
    if (location.protocol === "file:") return "a web server: it cannot run from a file";
    if (typeof WebAssembly !== "object") return "WebAssembly, which this browser lacks or has switched off";
    if (typeof Worker !== "function") return "web workers, which this browser lacks";
    if (typeof OffscreenCanvas !== "function") return "OffscreenCanvas, which this browser lacks: any current Chromium, Firefox or Safari has it";
    return null;
  };
  const check = () => {
    const lacks = missing();
    if (lacks) say(`Mullion needs ${lacks}.`);
  };
  const failed = (event) => {
    const cause = event.message || (event.reason && event.reason.message) || "a file of it is missing";
    say(`Mullion could not start: ${cause}. Reload the page; if that does not help, its server is not set up right.`);
  };
  // Resource errors do not bubble, hence the capture.
  addEventListener("error", failed, true);
  addEventListener("unhandledrejection", failed);
  addEventListener("TrunkApplicationStarted", () => {
    removeEventListener("error", failed, true);
    removeEventListener("unhandledrejection", failed);
  });
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", check);
  else check();
})();
