// Runs before any other script of a page or worker: notes its WebAssembly memories, and ends workers when it is told to.
(() => {
  if (self.programs) return;
  const isWorker = typeof document === "undefined";
  const id = Math.random();
  const memories = [];
  const look = (instance) => {
    for (const one of Object.values(instance.exports)) {
      if (!(one instanceof WebAssembly.Memory)) continue;
      if (!memories.some((known) => known.deref() === one)) memories.push(new WeakRef(one));
    }
  };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const usual = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const result = await usual.apply(WebAssembly, given);
      look(result.instance ?? result);
      return result;
    };
  }
  WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
    construct(target, given) {
      const instance = new target(...given);
      look(instance);
      return instance;
    },
  });

  const channel = new BroadcastChannel("programs");
  setInterval(() => {
    const sizes = memories.map((memory) => memory.deref()?.buffer.byteLength ?? 0).filter((size) => size > 0);
    channel.postMessage({ id, isWorker, sizes });
  }, 500);
  channel.onmessage = ({ data }) => {
    if (!isWorker || data !== "die") return;
    setTimeout(() => self.close());
    throw new Error("a test has ended this worker");
  };

  // What was said in the last seconds: [workers, memories, their bytes].
  const known = new Map();
  const listening = isWorker ? null : new BroadcastChannel("programs");
  if (listening) {
    listening.onmessage = ({ data }) => {
      if (data.id) known.set(data.id, { ...data, at: Date.now() });
    };
  }
  self.programs = {
    die: () => listening.postMessage("die"),
    count() {
      let [workers, memories, bytes] = [0, 0, 0];
      for (const [id, { isWorker, sizes, at }] of known) {
        if (Date.now() - at > 5000) {
          known.delete(id);
          continue;
        }
        workers += isWorker ? 1 : 0;
        memories += sizes.length;
        bytes += sizes.reduce((sum, size) => sum + size, 0);
      }
      return [workers, memories, bytes];
    },
  };
})();
