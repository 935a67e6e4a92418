// Citations: a click on [n] (or Enter on it) shows that answer's sources and brings the card into view;
// Escape in the card, or its "Back to the answer", returns to where the reader was.
(() => {
  let origin = null;

  const into = (element, block) => {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ behavior: still ? "auto" : "smooth", block });
  };

  const lead = (link) => {
    const quote = document.getElementById(link.getAttribute("href").split("#").pop());
    const card = quote && quote.closest(".source");
    if (!card) return;
    const section = card.closest("section.sources");
    for (const other of document.querySelectorAll("#sources section.sources"))
      other.classList.toggle("current", other === section);
    for (const other of document.querySelectorAll("#sources .cited")) other.classList.remove("cited");
    card.classList.add("cited");
    quote.classList.add("cited");
    origin = link;
    into(card, "nearest");
    card.focus({ preventScroll: true });
  };

  const back = () => {
    if (!origin || !origin.isConnected) return;
    into(origin, "center");
    origin.focus({ preventScroll: true });
  };

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest && event.target.closest('a[href*="#source-"], #sources a.back');
      if (!link) return;
      event.preventDefault();
      if (link.matches(".back")) back();
      else lead(link);
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest && event.target.closest("#sources")) back();
  });
})();
