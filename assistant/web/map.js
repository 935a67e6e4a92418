// The Map tab: the pictures come from the server; pointing at a mark names it, choosing it opens it.
const $ = (selector) => element.querySelector(selector);
const tip = $(".tip");
const dialog = $("dialog");
let left = null; // what had the focus before a paper was opened

const call = (name, asked) =>
  common.call(server, name, asked, (text) => {
    $(".drawn .said").textContent = text;
  });

const hint = (mark) => {
  tip.replaceChildren();
  const title = Object.assign(document.createElement("strong"), { textContent: mark.dataset.tip });
  tip.append(title);
  if (mark.dataset.facts)
    tip.append(Object.assign(document.createElement("span"), { textContent: mark.dataset.facts }));
  tip.hidden = false;
  const at = mark.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const x = Math.min(Math.max(at.left + at.width / 2 - size.width / 2, 8), innerWidth - size.width - 8);
  const above = at.top - size.height - 8;
  tip.style.left = `${x}px`;
  tip.style.top = `${above > 8 ? above : at.bottom + 8}px`;
  const place = mark.dataset.place;
  for (const line of element.querySelectorAll("svg.coauthors line"))
    line.classList.toggle("lit", place !== undefined && line.dataset.ends.split(" ").includes(place));
};

const unhint = () => {
  tip.hidden = true;
  for (const line of element.querySelectorAll("line.lit")) line.classList.remove("lit");
};

const open = async (mark) => {
  left = mark;
  const reply = await call("open_paper", mark.dataset.id);
  if (reply.error) $("dialog .opened").textContent = reply.error;
  else $("dialog .opened").innerHTML = reply.html; // escaped by the server
  unhint();
  dialog.showModal();
};

// The author's papers, in the Papers tab, which may have yet to be opened.
const list = async (name) => {
  const tab = [...document.querySelectorAll('#tabs [role="tab"]')].find((t) => t.textContent.trim() === "Papers");
  if (tab) tab.click();
  const until = performance.now() + 30_000;
  let form;
  while (!(form = document.querySelector("#papers form.look"))) {
    if (performance.now() > until) return;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  form.reset();
  form.elements.author.value = name;
  form.elements.author.dispatchEvent(new Event("input", { bubbles: true }));
  form.elements.author.focus();
};

const choose = (mark) => {
  if (mark.dataset.id) open(mark);
  else if (mark.dataset.author) list(mark.dataset.author);
};

// One stop for Tab in each picture; from there the arrows lead to the nearest mark in their direction.
const focus = (mark) => {
  for (const other of mark.ownerSVGElement.querySelectorAll('[tabindex="0"]')) other.setAttribute("tabindex", "-1");
  mark.setAttribute("tabindex", "0");
  mark.focus();
};

const middle = (mark) => {
  const box = mark.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
};

const towards = (mark, dx, dy) => {
  const [x, y] = middle(mark);
  let best = null;
  let least = Infinity;
  for (const other of mark.ownerSVGElement.querySelectorAll("[tabindex]")) {
    const [u, v] = middle(other);
    const ahead = (u - x) * dx + (v - y) * dy;
    const aside = Math.abs((u - x) * dy) + Math.abs((v - y) * dx);
    if (other === mark || ahead <= 0.5) continue;
    if (ahead + 2 * aside < least) [best, least] = [other, ahead + 2 * aside];
  }
  return best;
};

element.addEventListener("pointerover", (event) => {
  const mark = event.target.closest("[data-tip]");
  if (mark) hint(mark);
});
element.addEventListener("pointerout", (event) => event.target.closest("[data-tip]") && unhint());
element.addEventListener("focusin", (event) => event.target.matches("svg [data-tip]") && hint(event.target));
element.addEventListener("focusout", unhint);
element.addEventListener("scroll", unhint, true);

element.addEventListener("click", (event) => {
  const mark = event.target.closest("svg [role=button]");
  if (mark) return choose(mark);
  if (event.target === dialog || event.target.closest(".close")) return dialog.close();
  const theme = event.target.closest(".legend button");
  if (!theme) return;
  const pressed = theme.getAttribute("aria-pressed") !== "true";
  for (const other of element.querySelectorAll(".legend button")) other.setAttribute("aria-pressed", "false");
  theme.setAttribute("aria-pressed", String(pressed));
  for (const part of element.querySelectorAll("svg.years rect, svg.landscape :is(circle, text)"))
    part.classList.toggle("dim", pressed && !part.classList.contains(theme.dataset.theme));
});

element.addEventListener("keydown", (event) => {
  const mark = event.target.closest("svg [role=button]");
  if (!mark) return;
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  const next = step && towards(mark, ...step);
  if (step) event.preventDefault();
  if (next) focus(next);
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    choose(mark);
  }
  if (event.key === "Escape") unhint();
});

dialog.addEventListener("close", () => left && left.isConnected && left.focus());

element.addEventListener("change", (event) => {
  if (event.target.name !== "map-years") return;
  for (const view of element.querySelectorAll(".view")) view.hidden = view.dataset.view !== event.target.value;
});

const draw = async () => {
  const reply = await call("draw", {});
  if (reply.error) return ($(".drawn .said").textContent = reply.error);
  $(".drawn").innerHTML = reply.html; // escaped by the server
  for (const view of [...element.querySelectorAll(".view")].slice(1)) view.hidden = true;
  for (const svg of element.querySelectorAll("svg[role=group]")) {
    const marks = svg.querySelectorAll("[tabindex]");
    if (marks.length) marks[marks.length - 1].setAttribute("tabindex", "0");
  }
};
draw();

const renew = () => {
  if (!element.isConnected) return document.removeEventListener("renewed", renew);
  draw();
};
document.addEventListener("renewed", renew);
