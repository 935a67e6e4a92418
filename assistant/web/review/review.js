// The tab "Review": what is searched and shown lives here; papers come from the server, which keeps decisions.
const $ = (selector) => element.querySelector(selector);
const form = $("form.look");
const entries = $(".entries");
let newest = 0; // the number of the latest look: an earlier one that comes late is not shown
let joining = null; // the paper that is to be joined with another one, and what was looked at before
let busy = false; // while decisions are applied

const say = (text, failed = false) => {
  if ($(".said").textContent !== text) $(".said").textContent = text;
  $(".said").classList.toggle("failed", failed);
};
const call = (name, asked) => common.call(server, name, asked, say);

// Of a kind of doubt that nothing has any more, and of one that an address names, the list is empty.
const choose = (value) => {
  const { show } = form.elements;
  if (![...show.options].some((option) => option.value === value)) show.add(new Option(value, value));
  show.value = value;
};

// What stands above the list.
const head = (reply) => {
  const shown = form.elements.show.value;
  form.elements.show.replaceChildren(
    ...reply.choices.map(([value, name, count]) => new Option(words.say("review.choice", { name, number: count }), value)),
  );
  choose(shown);
  $(".members").hidden = !reply.members.length;
  $(".members summary").textContent = words.say("review.members", { number: reply.members.length });
  $(".members p").textContent = reply.members.join(", ");
  $(".waits").hidden = !reply.waits;
};

const look = async (more = false) => {
  const mine = ++newest;
  const seen = more ? [...entries.children].map((entry) => entry.dataset.id) : [];
  const reply = await call("review_look", { text: form.elements.text.value, show: form.elements.show.value, seen });
  if (mine !== newest) return;
  if (reply.error) return say(reply.error, true);
  const held = entries.contains(document.activeElement) && document.activeElement.closest("article");
  if (more) entries.insertAdjacentHTML("beforeend", reply.html); // escaped by the server
  else entries.innerHTML = reply.html;
  head(reply);
  $(".more").hidden = !reply.left;
  $(".more button").textContent = words.say("doing.show-more-left", { left: reply.left });
  const nothing = !entries.children.length;
  $(".nothing").hidden = !nothing;
  const narrowed = form.elements.text.value || form.elements.show.value !== "doubtful";
  if (held && !held.isConnected) focus(row(held.dataset.id));
  $(".nothing").textContent = words.say(narrowed ? "review.none" : "review.nothing-doubtful");
};

// What is shown, as the address has it.
const state = () => {
  const { text, show } = Object.fromEntries(new FormData(form));
  return { ...(text && { text }), ...(show !== "doubtful" && { show }) };
};

const show = ({ text = "", show = "doubtful" }) => {
  form.elements.text.value = text;
  choose(show);
  return look();
};

const row = (id) => [...entries.children].find((entry) => entry.dataset.id === id);

// Papers as they are now; one that is not there any more goes.
const renew = (rows) => {
  for (const [id, html] of Object.entries(rows)) {
    const old = row(id);
    if (old && html) old.outerHTML = html;
    else if (old) old.remove();
  }
};

// The focus is never lost: it goes to this paper, or one that is left.
const focus = (entry) => (entry || entries.querySelector("article:not(.settled)") || form.elements.text).focus();

const neighbour = (entry, step) => {
  let next = entry;
  do next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
  while (next && next.matches(".settled"));
  return next;
};

const change = async (entry, name, asked) => {
  if (entry.ariaBusy === "true") return;
  entry.ariaBusy = "true";
  const { id } = entry.dataset;
  const reply = await call(name, asked);
  entry.ariaBusy = "false";
  if (reply.error) say(reply.error, true);
  else say(reply.said);
  if (reply.choices) head(reply);
  const next = entry.isConnected ? neighbour(entry, 1) : null;
  if (joining && !reply.error) return endJoining();
  if (reply.anew) {
    await look();
    return focus(row(id));
  }
  if (reply.rows) renew(reply.rows);
  if (name === "review_undo" && !reply.error && entry.isConnected) entry.remove(); // it was a decision in the list
  const there = row(id);
  focus(name === "review_decide" && !reply.error ? next : there || next);
};

const decide = (entry, ruling, more = {}) => {
  const { id, mark } = entry.dataset;
  return change(entry, "review_decide", { id, mark, ruling, ...more });
};

const beginJoining = async (entry) => {
  const { id, mark } = entry.dataset;
  joining = { id, mark, text: form.elements.text.value, show: form.elements.show.value };
  $(".joining span").textContent = words.say("review.find-same-work", { title: entry.ariaLabel });
  form.elements.text.value = "";
  choose("all");
  element.classList.add("joins");
  $(".joining").hidden = false;
  form.elements.text.focus();
  await look();
};

const endJoining = async () => {
  const { id, text, show } = joining;
  joining = null;
  element.classList.remove("joins");
  $(".joining").hidden = true;
  form.elements.text.value = text;
  choose(show);
  await look();
  focus(row(id));
};

const doings = {
  keep: (entry) => decide(entry, "keep"),
  leave_out: (entry) => decide(entry, "leave_out"),
  split: (entry) => {
    const numbers = [...entry.querySelectorAll(".from input:checked")].map((box) => Number(box.value));
    return decide(entry, "split", { numbers });
  },
  join: (entry, button) =>
    button.dataset.other ? decide(entry, "join", { other: button.dataset.other }) : beginJoining(entry),
  two_works: (entry, button) => decide(entry, "two_works", { other: button.dataset.other }),
  member: (entry) => decide(entry, "member", { name: entry.querySelector(".member select").value }),
  undo: (entry, button) => change(entry, "review_undo", { decision: button.dataset.decision }),
  join_this: (entry) => {
    const { id, mark } = joining;
    if (entry.dataset.id === id) return say(words.say("review.choose-another"), true);
    return change(entry, "review_decide", { id, mark, ruling: "join", other: entry.dataset.id });
  },
};

entries.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-do]");
  if (button) doings[button.dataset.do](button.closest("article"), button);
});

entries.addEventListener("keydown", (event) => {
  const entry = event.target.closest("article");
  if (!entry || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("select")) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const next = step === 1 ? entry.nextElementSibling : step === -1 ? entry.previousElementSibling : null;
  const button = joining ? null : entry.querySelector(`button[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
  if (!next && !button) return;
  event.preventDefault();
  if (next) next.focus();
  else button.click();
});

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => {
  look();
  if (!joining) router.changed("review");
});
$(".cancel").addEventListener("click", endJoining);
$(".more button").addEventListener("click", async () => {
  const before = entries.children.length;
  await look(true);
  focus(entries.children[before]);
});
$(".export").addEventListener("click", async () => {
  const reply = await call("review_export", {});
  if (reply.error) return say(reply.error, true);
  common.download(reply);
});

// Until the server has read the papers again; what another page has begun is followed, too.
const follow = async (reply) => {
  reply = await common.follow(reply, () => call("review_state", {}), (state) => {
    busy = Boolean(state.running);
    $(".apply").setAttribute("aria-disabled", String(busy));
    if (state.error || state.said) say(state.error || state.said, Boolean(state.error || state.failed));
  });
  if (reply.snapshot) await common.move(reply.snapshot);
  await look();
};
$(".apply").addEventListener("click", async () => {
  if (busy) return;
  busy = true;
  await follow(await call("review_apply", {}));
  if (!element.contains(document.activeElement) || $(".waits").hidden) focus(null);
});

common.onRenewal(element, () => look());
router.register("review", { state, show });
call("review_state", {}).then((reply) => {
  if (reply.running) follow(reply);
});
