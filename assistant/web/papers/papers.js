// The Papers tab: what is typed, chosen and selected lives here; rows and files come from the server.
const $ = (selector) => element.querySelector(selector);
const form = $("form.look");
const body = $("tbody");
const picked = new Set();
let order = "date";
let descending = true;
let among = null; // the only papers that are meant, and the question that they answer: { ids, question }
let opened = ""; // the id of the paper that was opened last, and is open
let pages = 1;
let looked = ""; // what was searched, as its rows are listed
let newest = 0; // the number of the latest search: an earlier one that comes late is not shown
let shown = 0;
let found = 0;

const call = (name, asked) => common.call(server, name, asked, say);

const say = (text) => {
  $(".count").textContent = text;
};

// What is shown, by the names of the fields, as the address has it.
const state = () => {
  const told = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  if (told.scope === opening()) delete told.scope;
  if (order !== "date") told.order = order;
  if (descending !== (order === "date")) told.descending = String(descending);
  if (among) Object.assign(told, { ids: among.ids.join(","), question: among.question });
  if (pages > 1) told.page = pages;
  if (opened) told.paper = opened;
  return told;
};

const show = async (told) => {
  const id = told.paper || "";
  opened = id;
  await offered;
  for (const field of form.elements)
    if (field.matches("input:not([type=radio]), select")) choose(field, told[field.name] || "");
  among = told.ids ? { ids: told.ids.split(","), question: told.question || "" } : null;
  form.elements.scope.value = told.scope || (among ? "all" : opening());
  order = told.order || "date";
  descending = told.descending ? told.descending === "true" : order === "date";
  if (looked !== searched()) await look();
  while (pages < Number(told.page) && shown < found) await look(shown);
  if (opened !== id) return;
  for (const row of body.querySelectorAll("tr.paper")) if (row.dataset.id !== id && isOpen(row)) close(row);
  const row = id && rowOf(id);
  $(".alone").hidden = true;
  if (id && !row) return openAlone(id);
  if (!row) return;
  if (!isOpen(row)) await open(row);
  row.scrollIntoView({ block: "nearest" });
};

// What a select does not offer yet is added: the choices come from the server, and may be on their way.
const choose = (field, value) => {
  if (field.matches("select") && value && ![...field.options].some((option) => option.value === value))
    field.append(new Option(value, value));
  field.value = value;
};

const opening = () => form.querySelector(".scopes [checked]").value;

const asked = () => {
  const { ids, question, paper, page, ...told } = state();
  return { ...told, scope: form.elements.scope.value, order, descending, among: among ? among.ids : [] };
};

const searched = () => JSON.stringify(asked());

const isNarrowed = () => {
  const { order, descending, group, paper, page, ...filters } = state();
  return Object.keys(filters).length > 0;
};

const papers = (count) => words.say("count.papers", { count });

const tellSelection = () => {
  const [key, count] = picked.size ? ["papers.export-selected", picked.size] : ["papers.export-all", found];
  $(".export .what").textContent = words.say(key, { count });
  $(".unpick").hidden = !picked.size;
  $(".export").classList.toggle("empty", !found && !picked.size);
  const boxes = [...body.querySelectorAll(".pick input")];
  for (const box of boxes) box.checked = picked.has(box.closest("tr").dataset.id);
  const all_box = $("input.all");
  all_box.checked = boxes.length > 0 && boxes.every((box) => box.checked);
  all_box.indeterminate = !all_box.checked && boxes.some((box) => box.checked);
};

const tellSearch = (reply) => {
  say(isNarrowed() ? words.say("papers.found-of", { found, count: reply.total }) : papers(found));
  $(".clear").hidden = !isNarrowed();
  $(".among").hidden = !among;
  if (among) $(".among span").textContent = words.say("papers.of-answer", { question: among.question });
  $(".mended").hidden = !reply.mended.length;
  const mended = reply.mended.map((change) => words.say("papers.mended-word", change));
  $(".mended").textContent = words.say("papers.searched-for", { words: mended.join(", ") });
  $(".nothing").hidden = found > 0;
  $(".elsewhere").hidden = !reply.elsewhere;
  $(".elsewhere").textContent = words.say("papers.show-related", { count: reply.elsewhere });
};

const look = async (first = 0) => {
  const number = ++newest;
  const reply = await call("look_up", { ...asked(), first });
  if (number !== newest) return;
  if (reply.error) return say(reply.error);
  if (first) body.insertAdjacentHTML("beforeend", reply.rows); // escaped by the server, as all HTML here
  else {
    body.innerHTML = reply.rows;
    $(".themes").innerHTML = reply.index;
  }
  pages = first ? pages + 1 : 1;
  looked = searched();
  for (const head of element.querySelectorAll("thead th")) {
    head.hidden = !["pick", "title", ...reply.columns].includes(head.className);
    const sorted = head.querySelector("button") && head.querySelector("button").dataset.order === order;
    if (sorted) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  found = reply.found;
  shown = Math.min(reply.shown, found);
  tellSearch(reply);
  element.querySelector("table").hidden = !found;
  $(".more").hidden = shown >= found;
  $(".more button").textContent = words.say("doing.show-more-left", { left: found - shown });
  tellSelection();
};

const close = (row) => {
  row.querySelector("button").setAttribute("aria-expanded", "false");
  const next = row.nextElementSibling;
  if (next && next.matches(".opened")) next.remove();
};

const open = async (row) => {
  row.querySelector("button").setAttribute("aria-expanded", "true");
  const reply = await call("open_paper", row.dataset.id);
  if (!row.isConnected || row.querySelector("button").getAttribute("aria-expanded") !== "true") return;
  close(row);
  row.querySelector("button").setAttribute("aria-expanded", "true");
  const opened = document.createElement("tr");
  opened.className = "opened";
  opened.setAttribute("role", "row");
  const cell = document.createElement("td");
  cell.colSpan = row.cells.length;
  cell.setAttribute("role", "cell");
  if (reply.error) cell.textContent = reply.error;
  else cell.innerHTML = reply.html; // escaped by the server
  opened.append(cell);
  row.after(opened);
};

const isOpen = (row) => row.querySelector("button").getAttribute("aria-expanded") === "true";

const rowOf = (id) => body.querySelector(`tr.paper[data-id="${CSS.escape(id)}"]`);

// A paper that is not in the list stands above it.
const openAlone = async (id) => {
  const reply = await call("open_paper", id);
  if (opened !== id) return;
  if (reply.error) $(".alone > div").textContent = reply.error;
  else $(".alone > div").innerHTML = reply.html; // escaped by the server
  $(".alone").hidden = false;
};

const leave = () => {
  $(".alone").hidden = true;
  opened = "";
  router.changed("papers");
};

const shut = (row) => {
  close(row);
  if (row.dataset.id === opened) leave();
};

const toggle = (row) => {
  if (isOpen(row)) return shut(row);
  open(row);
  $(".alone").hidden = true;
  opened = row.dataset.id;
  router.changed("papers");
};

const search = () => {
  pages = 1;
  look();
  leave();
};

const save = async (format) => {
  const reply = await call("export", { ...asked(), format, ids: [...picked] });
  if (reply.error) return say(reply.error);
  common.download(reply);
};

const cite = async (button) => {
  const label = button.textContent;
  const reply = await call("references", { ...asked(), style: $(".cite select").value, ids: [...picked] });
  if (reply.error) return say(reply.error);
  await common.copy(reply.text, reply.html);
  button.textContent = words.say("papers.copied-in");
  setTimeout(() => { button.textContent = label; }, 2000);
};

const sort = (button) => {
  descending = button.dataset.order === order ? !descending : button.dataset.order === "date";
  order = button.dataset.order;
  search();
};

// A theme of the list above the table: its papers alone, or all again.
const pickTheme = (button) => {
  choose(form.elements.theme, button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.theme);
  search();
};

form.addEventListener("submit", (event) => event.preventDefault());
element.addEventListener("input", (event) => event.target.form === form && search());
form.addEventListener("reset", (event) => {
  event.preventDefault();
  const { order, descending, group } = state();
  show({ order, descending, group }).then(() => router.changed("papers"));
  form.elements.text.focus();
});

element.addEventListener("change", (event) => {
  const box = event.target.closest(".pick input");
  if (!box) return;
  const boxes = box.matches(".all") ? body.querySelectorAll(".pick input") : [box];
  for (const one of boxes) picked[box.checked ? "add" : "delete"](one.closest("tr").dataset.id);
  tellSelection();
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && button.dataset.order) return sort(button);
  if (button && button.closest(".index")) return pickTheme(button);
  if (button && button.matches(".elsewhere")) return (form.elements.scope.value = "all"), search();
  if (button && button.dataset.format) return save(button.dataset.format);
  if (button && button.closest(".cite")) return cite(button);
  if (button && button.matches(".every")) return form.reset();
  if (button && button.matches(".unpick")) return picked.clear(), tellSelection();
  if (button && button.closest(".more")) return look(shown).then(() => router.changed("papers", { replace: true }));
  if (button && button.matches(".alone > .close")) return leave();
  const row = event.target.closest("tr.paper");
  if (row && !event.target.closest(".pick, a") && !String(getSelection())) toggle(row);
});

// Up and down lead from title to title, as in any list.
element.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const button = event.target.closest("td.title button");
  if (event.key === "Escape" && event.target.closest("tr.opened, tr.paper")) {
    const here = event.target.closest("tr");
    const row = here.matches(".opened") ? here.previousElementSibling : here;
    shut(row);
    row.querySelector("button").focus();
  }
  if (!step || !button) return;
  const titles = [...body.querySelectorAll("td.title button")];
  const next = titles[titles.indexOf(button) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

// The first option is "any"; what was chosen stays chosen.
const fill = (name, values, named = {}) => {
  const select = form.elements[name];
  const chosen = select.value;
  select.replaceChildren(select.options[0], ...values.map((value) => new Option(named[value] || value, value)));
  choose(select, chosen);
};

const offer = async () => {
  const reply = await call("choices", {});
  if (reply.error) return;
  if (!$(".cite option")) $(".cite select").append(...reply.styles.map((style) => new Option(style)));
  fill("year_from", reply.years);
  fill("year_to", reply.years);
  fill("category", reply.categories, reply.named);
  form.elements.category.hidden = !reply.categories.length;
  fill("venue", reply.venues);
  form.elements.venue.hidden = reply.venues.length < 2;
  form.querySelector(".years").hidden = reply.years.length < 2;
  form.querySelector(".scopes").hidden = reply.scopes.length < 2;
  if (!reply.scopes.includes("group")) {
    for (const radio of form.elements.scope) radio.toggleAttribute("checked", radio.value === "all");
  }
  $("datalist").replaceChildren(
    ...reply.authors.map((name) => Object.assign(document.createElement("option"), { value: name })),
  );
};

const offerThemes = async () => {
  const reply = await common.call(server, "themes", {}, () => {});
  if (reply.error) return;
  fill("theme", reply.themes, reply.named);
  form.elements.theme.hidden = !reply.themes.length;
};

// The address has what is searched; what is selected is kept for a page that is loaded anew.
keeping.keep("picked", () => [...picked]);
for (const id of keeping.found("picked") || []) picked.add(id);

const title = () => {
  const shown = opened && (rowOf(opened)?.querySelector("td.title button") || $(".alone:not([hidden]) .title"));
  return shown ? shown.textContent : "";
};

let offered = offer();
let themed = false; // whether the themes were asked for: they take the server a moment, so that the rows come before
const showAll = async (told) => {
  await show(told);
  if (!themed) offerThemes();
  themed = true;
};
router.register("papers", { state, show: showAll, title });

common.onRenewal(element, () => {
  offered = offer();
  themed = false;
  looked = "";
  if (router.here().view === "papers") return showAll(router.here().state);
  opened = "";
  look();
});
