// The Papers tab: what is typed, chosen and selected lives here; rows and files come from the server.
const $ = (selector) => element.querySelector(selector);
const form = $("form.look");
const body = $("tbody");
const picked = new Set();
let order = "date";
let descending = true;
let among = null; // the papers of one answer, and its question: { ids, question }
let newest = 0; // the number of the latest search: an earlier one that comes late is not shown
let shown = 0;
let found = 0;

const call = (name, asked) => common.call(server, name, asked, say);

const say = (text) => {
  $(".count").textContent = text;
};

const asked = () => {
  const look = Object.fromEntries(new FormData(form));
  return { ...look, order, descending, among: among ? among.ids : [] };
};

const isNarrowed = () => {
  const look = asked();
  return Boolean(among || look.text || look.author || look.category || look.venue || look.year_from || look.year_to || look.scope !== "all");
};

const papers = (count) => `${count.toLocaleString("en")} ${count === 1 ? "paper" : "papers"}`;

const tellSelection = () => {
  const all = found === 1 ? "Export it as" : `Export all ${found.toLocaleString("en")} as`;
  $(".export .what").textContent = picked.size ? `Export ${picked.size} selected as` : all;
  $(".unpick").hidden = !picked.size;
  $(".export").classList.toggle("empty", !found && !picked.size);
  const boxes = [...body.querySelectorAll(".pick input")];
  for (const box of boxes) box.checked = picked.has(box.closest("tr").dataset.id);
  const all_box = $("input.all");
  all_box.checked = boxes.length > 0 && boxes.every((box) => box.checked);
  all_box.indeterminate = !all_box.checked && boxes.some((box) => box.checked);
};

const look = async (first = 0) => {
  const number = ++newest;
  const reply = await call("look_up", { ...asked(), first });
  if (number !== newest) return;
  if (reply.error) return say(reply.error);
  if (first) body.insertAdjacentHTML("beforeend", reply.rows);
  else body.innerHTML = reply.rows;
  found = reply.found;
  shown = Math.min(reply.shown, found);
  say(isNarrowed() ? `${found.toLocaleString("en")} of ${papers(reply.total)}` : papers(found));
  $(".clear").hidden = !isNarrowed();
  $(".among").hidden = !among;
  $(".nothing").hidden = found > 0;
  element.querySelector("table").hidden = !found;
  $(".more").hidden = shown >= found;
  $(".more button").textContent = `Show more (${(found - shown).toLocaleString("en")} left)`;
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
  cell.colSpan = 6;
  cell.setAttribute("role", "cell");
  if (reply.error) cell.textContent = reply.error;
  else cell.innerHTML = reply.html; // escaped by the server
  opened.append(cell);
  row.after(opened);
};

const toggle = (row) =>
  row.querySelector("button").getAttribute("aria-expanded") === "true" ? close(row) : open(row);

const save = async (format) => {
  const reply = await call("export", { ...asked(), format, ids: [...picked] });
  if (reply.error) return say(reply.error);
  const address = URL.createObjectURL(new Blob([reply.text], { type: reply.type }));
  const anchor = Object.assign(document.createElement("a"), { href: address, download: reply.name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
};

const cite = async (button) => {
  const label = button.textContent;
  const reply = await call("references", { ...asked(), style: $(".cite select").value, ids: [...picked] });
  if (reply.error) return say(reply.error);
  await common.copy(reply.text, reply.html);
  button.textContent = "Copied in";
  setTimeout(() => { button.textContent = label; }, 2000);
};

const sort = (button) => {
  descending = button.dataset.order === order ? !descending : button.dataset.order === "date";
  order = button.dataset.order;
  for (const head of element.querySelectorAll("th[aria-sort]")) head.removeAttribute("aria-sort");
  button.closest("th").setAttribute("aria-sort", descending ? "descending" : "ascending");
  look();
};

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => look());
form.addEventListener("reset", () => (among = null));
form.addEventListener("reset", () => setTimeout(() => { look(); form.elements.text.focus(); }));

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
  if (button && button.dataset.format) return save(button.dataset.format);
  if (button && button.closest(".cite")) return cite(button);
  if (button && button.matches(".every")) return form.reset();
  if (button && button.matches(".unpick")) return picked.clear(), tellSelection();
  if (button && button.closest(".more")) return look(shown);
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
    close(row);
    row.querySelector("button").focus();
  }
  if (!step || !button) return;
  const titles = [...body.querySelectorAll("td.title button")];
  const next = titles[titles.indexOf(button) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

const offer = async () => {
  const reply = await call("choices", {});
  if (reply.error) return;
  // The first option is "any"; what was chosen stays chosen where there still is such a paper.
  const fill = (name, values) => {
    const select = form.elements[name];
    const chosen = select.value;
    select.replaceChildren(select.options[0], ...values.map((value) => new Option(String(value), String(value))));
    if (values.map(String).includes(chosen)) select.value = chosen;
  };
  if (!$(".cite option")) $(".cite select").append(...reply.styles.map((style) => new Option(style)));
  fill("year_from", reply.years);
  fill("year_to", reply.years);
  fill("category", reply.categories);
  form.elements.category.hidden = !reply.categories.length;
  fill("venue", reply.venues);
  form.elements.venue.hidden = reply.venues.length < 2;
  form.querySelector(".years").hidden = reply.years.length < 2;
  $("datalist").replaceChildren(
    ...reply.authors.map((name) => Object.assign(document.createElement("option"), { value: name })),
  );
};
offer();

// From an answer in the chat: its papers, and none of the filters that were set before.
const browse = () => {
  if (!element.isConnected) return document.removeEventListener("browse", browse);
  const asked = common.taken();
  if (!asked) return;
  for (const field of form.elements) if (field.matches("input:not([type=radio]), select")) field.value = "";
  form.elements.scope.value = "all";
  among = asked;
  $(".among span").textContent = `The papers of the answer to “${asked.question}”.`;
  look();
};
document.addEventListener("browse", browse);
browse();
if (!among) look();

const renew = () => {
  if (!element.isConnected) return document.removeEventListener("renewed", renew);
  offer().then(() => look());
};
document.addEventListener("renewed", renew);
