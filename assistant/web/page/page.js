// Citations: a click on [n] (or Enter on it) shows that answer's sources and brings the card into view;
// Escape in the card returns to where the reader was.
(() => {
  let origin = null;

  const behavior = () =>
    matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

  // In the chat's own scroller alone: scrollIntoView would move the page on a phone too.
  const intoChat = (element, above) => {
    const scroller = element.closest(".panel-wrap");
    if (!scroller) return; // it has no place there yet
    const top = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - above;
    scroller.scrollBy({ top, behavior: behavior() });
  };

  const show = (section) => {
    for (const other of document.querySelectorAll("#sources section.sources"))
      other.classList.toggle("current", other === section);
  };

  const lead = (link) => {
    const quote = document.getElementById(link.getAttribute("href").split("#").pop());
    const card = quote && quote.closest(".source");
    if (!card) return;
    show(card.closest("section.sources"));
    for (const other of document.querySelectorAll("#sources .cited")) other.classList.remove("cited");
    card.classList.add("cited");
    quote.classList.add("cited");
    origin = link;
    const how = sheet.open(link) ? "auto" : behavior(); // a sheet that rises needs no second movement
    // The sentence is shown where it stands, in the card's fold-out.
    const number = quote.id.split("-").pop();
    const marks = card.querySelectorAll(`mark[data-cites~="${number}"]`);
    const mark = marks[0];
    card.querySelector(".context").open = !quote.closest("h3");
    for (const part of marks) part.classList.add("cited");
    card.scrollIntoView({ behavior: how, block: "nearest" });
    if (mark && card.offsetHeight > card.closest("#panel").clientHeight)
      mark.scrollIntoView({ behavior: how, block: "center" });
    card.focus({ preventScroll: true });
  };

  const back = () => {
    if (sheet.close() || !origin || !origin.isConnected) return;
    intoChat(origin, origin.closest(".panel-wrap").clientHeight / 2);
    origin.focus({ preventScroll: true });
  };

  // The button that was clicked goes away; with a keyboard at hand one writes on.
  const compose = () => {
    if (matchMedia("(pointer: fine)").matches) document.querySelector("#question textarea").focus();
  };

  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest && event.target.closest("#send, #stop, #restart, [data-ask], .follow-ups button")) compose();
      const link = event.target.closest && event.target.closest('a[href*="#source-"]');
      if (!link) return;
      event.preventDefault();
      lead(link);
    },
    true,
  );

  // What is folded out stays so when Gradio draws its answer anew, as it does at each step of one that is
  // on its way. With the verbatim answer its sources are shown.
  const out = new Set();
  const foldKey = (fold) => {
    const rows = [...document.querySelectorAll("#transcript .bot-row")];
    return `${rows.indexOf(fold.closest(".bot-row"))} ${fold.className}`;
  };
  const unfold = () => {
    for (const fold of document.querySelectorAll("#transcript .fold:not([open])"))
      if (out.has(foldKey(fold))) fold.open = true;
  };
  document.addEventListener(
    "toggle",
    (event) => {
      const fold = event.target;
      if (!fold.matches("#transcript .fold")) return;
      if (fold.open === out.has(foldKey(fold))) return; // it was drawn anew
      if (fold.open) out.add(foldKey(fold));
      else out.delete(foldKey(fold));
      if (!fold.matches(".verbatim")) return;
      const link = fold.open && fold.querySelector('a[href*="#source-"]');
      const quote = link && document.getElementById(link.getAttribute("href").split("#").pop());
      show(quote && quote.closest("section.sources"));
    },
    true,
  );

  // A new question moves to the top of the chat; its answer is then read from its beginning, and its
  // sources from the first.
  let asked = 0;
  let newest = "";
  new MutationObserver(() => {
    const questions = document.querySelectorAll("#transcript .user-row");
    const added = questions.length > asked;
    asked = questions.length;
    if (!asked) out.clear();
    unfold();
    const question = questions[asked - 1];
    if (added) requestAnimationFrame(() => question.isConnected && intoChat(question, 0)); // else it was drawn anew

    const section = document.querySelector("#sources section.sources:last-child");
    if (section && section.id !== newest) document.getElementById("panel").scrollTop = 0;
    newest = section ? section.id : "";

    // Gradio repeats each message as a label, markup and all; its text is there to be read already.
    for (const message of document.querySelectorAll("#transcript [data-testid][aria-label]"))
      message.removeAttribute("aria-label");
    const log = document.querySelector("#transcript [role=log]");
    const name = words.say("chat.conversation");
    if (log && log.ariaLabel !== name) log.ariaLabel = name; // Gradio's own name is in English
  }).observe(document, { childList: true, subtree: true });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest && event.target.closest("#sources")) back();
  });
})();
