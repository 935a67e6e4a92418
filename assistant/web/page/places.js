// How far the reader had scrolled each part, for a page that is loaded anew.
window.places = (() => {
  const SCROLLED = ["#transcript .panel-wrap", "#panel"];

  keeping.keep("scrolled", () => SCROLLED.map((part) => (document.querySelector(part) || {}).scrollTop || 0));

  /** As far as the page before was scrolled, once its conversation is shown. */
  const scroll = () => {
    const scrolled = keeping.found("scrolled");
    if (!scrolled) return;
    // After the frame in which a question that has just come is brought to the top.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        SCROLLED.forEach((part, at) => {
          const element = document.querySelector(part);
          if (element) element.scrollTo({ top: scrolled[at], behavior: "instant" });
        }),
      ),
    );
  };

  return { scroll };
})();
