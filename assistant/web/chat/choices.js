// What narrows a question down: the scope, and the filters, each of which is a chip that takes it off again. On a
// narrow screen all of it folds into one chip after the first question.
window.choices = (() => {
  const find = (selector) => document.querySelector(selector);
  const narrow = matchMedia("(max-width: 900px)");
  const selects = () => [...document.querySelectorAll("#filters select")];

  const filters = () =>
    Object.fromEntries(
      selects()
        .filter((select) => select.value)
        .map(({ name, value }) => [name, name.startsWith("year") ? Number(value) : value]),
    );

  const chip = ([label, names]) => {
    const control = document.createElement("button");
    Object.assign(control, { type: "button", className: "chip has-icon icon-remove", textContent: label });
    control.setAttribute("aria-label", words.say("filters.remove", { label }));
    control.onclick = () => clear(names);
    return control;
  };

  const show = () => {
    const { year_from: from, year_to: to, author, category, venue } = filters();
    const span = from === to ? `${from}` : `${from}–${to}`;
    const [since, until] = [`${from}`, `${to}`];
    const years = from && to ? span : from ? words.say("filters.since", { year: since }) : to && words.say("filters.up-to", { year: until });
    const set = [
      [years, ["year_from", "year_to"]],
      [author, ["author"]],
      [category && find("#filters [name=category]").selectedOptions[0].text, ["category"]],
      [venue, ["venue"]],
    ].filter(([label]) => label);
    find("#filters-set").replaceChildren(...set.map(chip));
    find("#clear-filters").hidden = set.length < 2;
    const scope = find("#scope label:has(:checked)").textContent.trim();
    find("#show-choices").textContent = [scope, ...set.map(([label]) => label)].join(" · ");
  };

  // What the page before had set beside the question, once there is all to choose from.
  keeping.keep("choices", () => ({ filters: filters(), scope: (find("#scope input:checked") || {}).value }));
  const restore = () => {
    const set = keeping.found("choices");
    if (!set) return;
    for (const [name, value] of Object.entries(set.filters)) find(`#filters [name="${name}"]`).value = value;
    const scope = find(`#scope input[value="${set.scope}"]`);
    if (scope && !scope.checked) scope.click();
    show();
  };

  // Who wrote last in this tab, for a page that is loaded anew to begin with.
  const wrote = (writer) => {
    keeping.write("writer", writer);
    return writer;
  };
  const writer = () => keeping.read("writer") || "";

  const clear = (names) => {
    for (const select of selects()) if (names.includes(select.name)) select.value = "";
    show();
    find("#show-filters").focus();
  };

  const toggle = (control, name, open) => {
    control.setAttribute("aria-expanded", String(open));
    find("#composer").classList.toggle(name, open);
  };
  const isOpen = (control) => control.getAttribute("aria-expanded") === "true";

  const toggleFilters = (open) => {
    toggle(find("#show-filters"), "filtering", open);
    if (open) find("#filters select").focus();
  };

  document.addEventListener("click", (event) => {
    const control = event.target.closest && event.target.closest("#show-choices, #show-filters, #clear-filters");
    if (!control) return;
    if (control.id === "clear-filters") clear(selects().map(({ name }) => name));
    else if (control.id === "show-filters") toggleFilters(!isOpen(control));
    else toggle(control, "choosing", !isOpen(control));
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("#filters, #scope")) show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest || !event.target.closest("#filters")) return;
    toggleFilters(false);
    find("#show-filters").focus();
  });

  return {
    filters,
    restore,
    writer,
    wrote,
    /** After a question: a narrow screen has room for one thing. */
    fold: () => {
      if (!narrow.matches) return;
      toggle(find("#show-filters"), "filtering", false);
      toggle(find("#show-choices"), "choosing", false);
    },
  };
})();
