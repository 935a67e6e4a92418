// The Map tab: the pictures come from the server; pointing at a mark names it, choosing it opens it.
const $ = (selector) => element.querySelector(selector);
const tip = $(".tip");
const dialog = $("dialog");
let left = null; // what had the focus before a paper was opened
let opened = ""; // the id of the paper that is

const call = (name, asked) =>
  common.call(server, name, asked, (text) => {
    $(".drawn .said").textContent = text;
  });

const hint = (mark) => {
  tip.replaceChildren();
  const title = Object.assign(document.createElement("strong"), { dir: "auto", textContent: mark.dataset.tip });
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

const open = async (id) => {
  opened = id;
  const reply = await call("open_paper", id);
  if (opened !== id) return;
  if (reply.error) $("dialog .opened").textContent = reply.error;
  else $("dialog .opened").innerHTML = reply.html; // escaped by the server
  unhint();
  if (!dialog.open) dialog.showModal();
};

const choose = (mark) => {
  if (mark.dataset.id) {
    left = mark;
    open(mark.dataset.id);
    router.changed("map");
  } else if (mark.dataset.person) router.open("people", { person: mark.dataset.person });
};

// The papers that have the words are brought out, the others stand back; without words all are as before.
let sought = 0; // the number of the latest search
const field = () => $(".find input");
const find = async (text) => {
  const number = ++sought;
  const reply = text.trim() ? await call("find_papers", { text }) : { ids: null, meant: [] };
  if (number !== sought || reply.error) return;
  router.changed("map");
  const ids = reply.ids && new Set(reply.ids);
  const points = [...element.querySelectorAll("svg.landscape circle")];
  for (const point of points) {
    point.classList.toggle("sought", Boolean(ids && ids.has(point.dataset.id)));
    point.classList.toggle("missed", Boolean(ids && !ids.has(point.dataset.id)));
  }
  const found = points.filter((point) => point.matches(".sought"));
  const meant = reply.meant.map((word) => words.say("map.quoted", { word })).join(", ");
  const said = words.say(meant ? "map.found-with" : "count.papers", { count: found.length, words: meant });
  $(".find .found").textContent = ids ? said + (found.length ? words.say("map.enter-leads") : "") : "";
};

// One stop for Tab in each picture; from there the arrows lead to the nearest mark in their direction.
const focus = (mark) => {
  for (const other of mark.closest("svg[role=group]").querySelectorAll('[tabindex="0"]')) other.setAttribute("tabindex", "-1");
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
  for (const other of mark.closest("svg[role=group]").querySelectorAll("[tabindex]")) {
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
  if (event.target.closest(".by-theme")) return router.open("papers", { group: "theme" });
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

element.addEventListener("input", (event) => event.target === field() && find(event.target.value));
element.addEventListener("submit", (event) => {
  event.preventDefault();
  const first = $("svg.landscape .sought");
  if (first) focus(first);
});

dialog.addEventListener("close", () => {
  if (left && left.isConnected) left.focus();
  if (opened) {
    opened = "";
    router.changed("map");
  }
});

element.addEventListener("change", (event) => {
  if (event.target.name !== "map-years") return;
  showYears();
  router.changed("map");
});

// Of the papers per year, those of the choice that is set.
const showYears = () => {
  const choice = $("[name=map-years]:checked");
  for (const view of element.querySelectorAll(".view")) view.hidden = Boolean(choice) && view.dataset.view !== choice.value;
};

// How each picture is zoomed, by its name. A movement that goes on changes the address once it has come to rest.
const zooms = new Map();
let resting = 0;
const zoomed = () => {
  clearTimeout(resting);
  resting = setTimeout(() => router.changed("map", { replace: true }), 300);
};

const draw = async () => {
  const reply = await call("draw", {});
  if (reply.error) return ($(".drawn .said").textContent = reply.error);
  $(".drawn").innerHTML = reply.html; // escaped by the server
  showYears();
  zooms.clear();
  for (const frame of element.querySelectorAll(".frame"))
    zooms.set(frame.querySelector("svg").classList[0], zoomable(frame, zoomed));
  for (const svg of element.querySelectorAll("svg[role=group]")) {
    const marks = svg.querySelectorAll("[tabindex]");
    if (marks.length) marks[marks.length - 1].setAttribute("tabindex", "0");
  }
};
let drawn = draw();

// The address: whose papers per year are shown, what is searched, how the pictures are zoomed, the paper opened.
const state = () => {
  const choice = $("[name=map-years]:checked");
  const told = {
    years: choice && !choice.defaultChecked && choice.value,
    text: field() && field().value.trim(),
    ...Object.fromEntries([...zooms].map(([name, zoom]) => [name, zoom.told()])),
    paper: opened,
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value));
};

const show = async ({ years, paper = "", text = "", ...rest }) => {
  await drawn;
  for (const [name, zoom] of zooms) zoom.show(rest[name] || "");
  if (field() && field().value.trim() !== text) {
    field().value = text;
    await find(text);
  }
  const choices = [...element.querySelectorAll("[name=map-years]")];
  const known = choices.some((choice) => choice.value === years);
  for (const choice of choices) choice.checked = known ? choice.value === years : choice.defaultChecked;
  showYears();
  if (paper) return open(paper);
  opened = "";
  dialog.close();
};
router.register("map", { state, show });

common.onRenewal(element, () => {
  const told = state();
  drawn = draw();
  show(told);
});
