// The page's own words, in the language that the server chose for it (explore/saying.py): `words.say("papers.none")`.
window.words = (() => {
  const page = document.documentElement;
  const { lang } = page;
  const all = JSON.parse(document.querySelector("#words").textContent);
  const shown = (value) => (typeof value === "number" ? value.toLocaleString(lang) : value);

  /** The words under a key, with `values` in their places. Of two forms the value `count` chooses. */
  const say = (key, values = {}) => {
    const word = all[key];
    const text = word.one ? word[values.count === 1 ? "one" : "many"] : word;
    return text.replace(/\{(\w+)\}/g, (_, name) => shown(values[name]));
  };

  // Gradio takes the language of the browser for that of the page.
  new MutationObserver(() => page.lang === lang || (page.lang = lang)).observe(page, { attributeFilter: ["lang"] });

  return { say };
})();
