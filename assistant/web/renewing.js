// Other papers: the page asks now and then which snapshot is served. When that has changed, the head and the
// chat's suggestions are fetched anew, and the tabs are told by the event "renewed".
(() => {
  const EVERY = 15000; // milliseconds
  let snapshot = null;

  const look = async () => {
    let state;
    try {
      state = await (await fetch("health", { cache: "no-store" })).json();
    } catch {
      return; // the server is away: the next look may find it
    }
    if (!state || !state.snapshot) return;
    const first = snapshot === null;
    if (state.snapshot === snapshot) return;
    snapshot = state.snapshot;
    if (first) return;
    const button = document.querySelector("#wire-renew");
    if (button) button.click();
    document.dispatchEvent(new CustomEvent("renewed"));
  };

  const maybe = () => document.visibilityState === "visible" && look();
  setInterval(maybe, EVERY);
  document.addEventListener("visibilitychange", maybe);
  addEventListener("load", maybe);
})();
