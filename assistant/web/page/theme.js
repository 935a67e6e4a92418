// The colours of the page: light, dark, or as the system has them. What is chosen is kept in this browser. Runs
// before anything is drawn; Gradio, which follows the system alone, is put right before its change is drawn.
(() => {
  const KEPT = "research-assistant:colours";
  const NEXT = { system: "light", light: "dark", dark: "system" };
  const NAMES = { system: "colours.system", light: "colours.light", dark: "colours.dark" };
  const system = matchMedia("(prefers-color-scheme: dark)");

  let chosen = "system";
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept in NEXT) chosen = kept;
  } catch {
    // a browser that keeps nothing
  }

  const paint = () => {
    const dark = chosen === "system" ? system.matches : chosen === "dark";
    for (const element of [document.documentElement, document.body])
      if (element && element.classList.contains("dark") !== dark) element.classList.toggle("dark", dark);
  };

  /** Say on the switch what is chosen; whether the switch is there yet. */
  const name = () => {
    const control = document.querySelector("#colours");
    if (!control) return false;
    control.className = `has-icon icon-${chosen}`;
    const [now, next] = [chosen, NEXT[chosen]].map((name) => words.say(NAMES[name]));
    control.setAttribute("aria-label", words.say("colours.now", { now }));
    control.title = words.say("colours.now-and-next", { now, next });
    return true;
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest("#colours")) return;
    chosen = NEXT[chosen];
    try {
      localStorage.setItem(KEPT, chosen);
    } catch {
      // it holds until the page is left
    }
    paint();
    name();
  });

  paint();
  system.addEventListener("change", paint);
  // Of another tab of this browser.
  addEventListener("storage", (event) => {
    if (event.key !== KEPT || !(event.newValue in NEXT)) return;
    chosen = event.newValue;
    paint();
    name();
  });
  const kept = new MutationObserver(paint);
  const built = new MutationObserver(() => {
    paint();
    if (document.body) kept.observe(document.body, { attributeFilter: ["class"] });
    if (name()) built.disconnect();
  });
  built.observe(document, { childList: true, subtree: true });
})();
