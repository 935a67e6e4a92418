// Notices when other papers are served: asks the server now and then for the name of its snapshot. Where that is
// not the snapshot of the masthead, the masthead and the chat's suggestions are fetched anew, and the tabs get the
// event "renewed".
(() => {
  const EVERY = 15000; // milliseconds
  let told = ""; // the snapshot that the tabs were last told of

  const look = async () => {
    const masthead = document.querySelector("#masthead [data-snapshot]");
    if (!masthead || document.visibilityState !== "visible") return;
    let served;
    try {
      served = (await (await fetch("health", { cache: "no-store" })).json()).snapshot;
    } catch {
      return; // the server is away: the next look may find it
    }
    if (!served || served === masthead.dataset.snapshot || served === told) return;
    told = served;
    document.querySelector("#wire-renew").click();
    document.dispatchEvent(new CustomEvent("renewed"));
  };

  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
})();
