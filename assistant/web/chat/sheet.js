// On a narrow screen the sources are a sheet over the chat. It opens where a citation leads into it; it closes by
// its button, by Escape, by a swipe down, and by a tap beside it; the focus is then where it was before.
window.sheet = (() => {
  const FAR = 90; // pixels of a swipe that closes
  const narrow = matchMedia("(max-width: 900px)");
  const panel = () => document.querySelector("#panel");
  const isOpen = () => document.documentElement.classList.contains("sheet-open");
  let opener = null;

  /** Everything of the page but the sheet is out of reach while it is open. */
  const alone = (on) => {
    for (let part = panel(); part !== document.body; part = part.parentElement)
      for (const other of part.parentElement.children)
        if (other !== part && other.id !== "printed") other.inert = on; // a page is shown over the sheet
  };

  const toggle = (on) => {
    document.documentElement.classList.toggle("sheet-open", on);
    alone(on);
    for (const [name, value] of [["role", "dialog"], ["aria-modal", "true"], ["aria-labelledby", "panel-title"]])
      if (on) panel().setAttribute(name, value);
      else panel().removeAttribute(name);
  };

  /** Whether it is open now. */
  const open = (from) => {
    if (!narrow.matches) return false;
    opener = from;
    if (!isOpen()) toggle(true);
    return true;
  };

  /** Whether it was open. */
  const close = () => {
    if (!isOpen()) return false;
    toggle(false);
    panel().style.translate = "";
    if (opener.isConnected) opener.focus({ preventScroll: true });
    return true;
  };

  document.addEventListener("click", (event) => {
    if (!isOpen() || !event.target.closest || event.defaultPrevented) return; // as the click that opens it is
    if (event.target.closest("#close-sources") || !event.target.closest("#panel, #printed")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !(event.target.closest && event.target.closest("#printed"))) close();
  });
  narrow.addEventListener("change", close);
  addEventListener("popstate", close);

  // A swipe down: from the head, or from anywhere where nothing is above what is shown

  let start = null;
  const dragged = (event) => event.touches[0].clientY - start;
  document.addEventListener("touchstart", (event) => {
    const held = isOpen() && event.target.closest(panel().scrollTop > 0 ? "#panel-head" : "#panel");
    start = held && event.touches.length === 1 ? event.touches[0].clientY : null;
  });
  document.addEventListener(
    "touchmove",
    (event) => {
      if (start === null) return;
      if (dragged(event) < 0) return void (start = null); // it is read on
      event.preventDefault();
      panel().style.translate = `0 ${dragged(event)}px`;
    },
    { passive: false },
  );
  document.addEventListener("touchend", (event) => {
    if (start === null) return;
    const far = event.changedTouches[0].clientY - start > FAR;
    start = null;
    if (far) close();
    else panel().style.translate = "";
  });

  return { close, open };
})();
