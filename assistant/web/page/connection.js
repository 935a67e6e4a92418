// Whether the server is there. The page learns of its end by the end of the connection that Gradio keeps open to it,
// says so in a line, and is loaded anew when the server is back: Gradio's part of it can't go on with another one.
// It also asks now and then which papers are served. Where these are not the masthead's, the masthead and the chat's
// suggestions are fetched anew, and the tabs get the event "renewed".
window.connection = (() => {
  const EVERY = 15000; // milliseconds, as all times here
  const AWAY_EVERY = 1000;
  const PATIENCE = 8000; // with a server that does not answer
  const TYPING = 700;
  const LEAVING = 10000; // until another page has come, where one was asked for
  let told = ""; // the snapshot that the tabs were last told of
  let ended = false; // the connection to it
  let leaving = false;
  let typed = -Infinity; // when
  let left = -Infinity; // when another page was asked for: Gradio ends the connection then
  let next = 0;

  const say = (text) => {
    let line = document.querySelector("#connection");
    if (!line && !text) return;
    if (!line) {
      line = Object.assign(document.createElement("p"), { id: "connection" });
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  };

  const isAway = (away) => {
    document.documentElement.classList.toggle("away", away);
    const said = keeping.read("question") ? ["server.away", "server.question-waits"] : ["server.away"];
    say(away ? said.map((key) => words.say(key)).join(" ") : "");
  };

  const goOn = () => {
    const still = performance.now() - typed > TYPING && performance.now() - left > LEAVING;
    if (!still) return (next = setTimeout(goOn, TYPING));
    leaving = true;
    return location.reload();
  };

  // Not the server that this page is from; no page is loaded for the same one twice, whatever stands between.
  const isOther = (process) => {
    const own = (window.gradio_config || {}).app_id; // not there while the page is still being read
    if (!own || process === own || process === keeping.read("process")) return false;
    keeping.write("process", process);
    return true;
  };

  const renew = (snapshot) => {
    const masthead = document.querySelector("#masthead [data-snapshot]");
    if (!masthead || !snapshot || snapshot === masthead.dataset.snapshot || snapshot === told) return;
    told = snapshot;
    document.querySelector("#wire-renew").click();
    document.dispatchEvent(new CustomEvent("renewed"));
  };

  const look = async () => {
    clearTimeout(next);
    let health = null;
    try {
      const reply = await fetch("health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      health = await reply.json();
    } catch {
      // it is away, or something else stands in its place
    }
    const away = !health || health.status === "closing";
    if (leaving) return; // another look has found it
    clearTimeout(next);
    if (away) ended ||= !document.querySelector("#question"); // what was still being loaded may be missing
    else if ((ended ||= isOther(health.process))) return goOn();
    next = setTimeout(regularly, away ? AWAY_EVERY : EVERY);
    isAway(away);
    if (!away) renew(health.snapshot);
  };

  const regularly = () => {
    if (document.visibilityState === "visible") look();
    else next = setTimeout(regularly, EVERY);
  };

  new PerformanceObserver((requests) => {
    if (!requests.getEntries().some(({ name }) => name.includes("/gradio_api/heartbeat/"))) return;
    ended = true;
    look();
  }).observe({ type: "resource" });
  for (const event of ["online", "offline"]) addEventListener(event, look);
  addEventListener("beforeunload", () => (left = performance.now()));
  document.addEventListener("input", () => (typed = performance.now()));
  document.addEventListener("visibilitychange", regularly);
  look();

  return { look };
})();
