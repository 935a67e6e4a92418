// The People tab: who is looked for and who is opened lives here; the people come from the server.
const $ = (selector) => element.querySelector(selector);
const form = $("form.look");
const list = $(".persons");
let opened = ""; // the id of the person who was opened last, and is open
let newest = 0; // the number of the latest search: an earlier one that comes late is not shown
let shown = 0;

const say = (text) => {
  $(".count").textContent = text;
};

const call = (name, asked) => common.call(server, name, asked, say);

const opening = () => form.querySelector(".scopes [checked]").value;

// What is shown, by the names of the fields, as the address has it.
const state = () => {
  const told = Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  if (told.scope === opening()) delete told.scope;
  if (opened) told.person = opened;
  return told;
};

const show = async (told) => {
  for (const name of ["text", "order"]) form.elements[name].value = told[name] || "";
  form.elements.scope.value = told.scope || opening();
  opened = "";
  await look();
  if (told.person) await lead(told.person);
};

const viewed = () => router.changed("people");

const look = async (first = 0) => {
  const number = ++newest;
  const reply = await call("find_people", { ...Object.fromEntries(new FormData(form)), first });
  if (number !== newest) return;
  if (reply.error) return say(reply.error);
  if (first) list.insertAdjacentHTML("beforeend", reply.html); // escaped by the server, as all HTML here
  else list.innerHTML = reply.html;
  shown = reply.shown;
  const told = [words.say("people.found", { count: reply.found })];
  if (reply.members) told.push(words.say("people.members", { count: reply.members }));
  say(reply.found ? told.join(", ") : words.say("people.none"));
  form.querySelector(".scopes").hidden = reply.scopes.length < 2;
  $(".more").hidden = shown >= reply.found;
  $(".more button").textContent = words.say("doing.show-more-left", { left: reply.found - shown });
  if (!first) viewed();
  if (!reply.themed) theme();
};

// Themes take the server a moment the first time: the people come before.
const theme = async () => {
  const number = newest;
  const reply = await common.call(server, "find_themes", {}, () => {});
  if (!reply.error && number === newest && !opened) look();
};

const itemOf = (id) => [...list.children].find((item) => item.dataset.id === id);

const close = (item) => {
  item.querySelector("h2 button").setAttribute("aria-expanded", "false");
  for (const known of item.querySelectorAll(".known")) known.remove();
  if (item.dataset.id !== opened) return;
  opened = "";
  viewed();
};

const fill = (item, reply) => {
  close(item);
  item.querySelector("h2 button").setAttribute("aria-expanded", "true");
  item.insertAdjacentHTML("beforeend", reply.html);
  opened = item.dataset.id;
  viewed();
};

const open = async (item) => {
  const reply = await call("open_person", { id: item.dataset.id, scope: form.elements.scope.value });
  if (reply.error) return say(reply.error);
  if (item.isConnected) fill(item, reply);
};

// Opens a person wherever the person stands in the list: alone, if the person is not shown yet.
const lead = async (id) => {
  const reply = await call("open_person", { id, scope: form.elements.scope.value });
  if (reply.error) return say(reply.error);
  if (!itemOf(reply.id)) {
    form.elements.text.value = reply.name;
    await look();
  }
  const item = itemOf(reply.id);
  if (!item) return;
  fill(item, reply);
  item.scrollIntoView({ block: "start" });
  item.querySelector("h2 button").focus({ preventScroll: true });
};

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => {
  opened = "";
  look();
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.closest(".more")) return look(shown);
  const item = button.closest(".person");
  if (button.closest("h2")) return button.getAttribute("aria-expanded") === "true" ? close(item) : open(item);
  const { name } = button.closest(".known").dataset;
  const scope = form.elements.scope.value;
  if (button.matches(".ask")) common.pose(`What has ${name} worked on?`);
  else if (button.matches(".beside")) lead(button.dataset.id);
  else if (button.matches(".paper")) router.open("papers", { paper: button.dataset.paper });
  else router.open("papers", { author: name, scope, ...(button.dataset.theme && { theme: button.dataset.theme }) });
});

element.addEventListener("keydown", (event) => {
  const item = event.target.closest(".person");
  if (!item) return;
  if (event.key === "Escape") {
    close(item);
    item.querySelector("h2 button").focus();
  }
  const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
  if (!step || !event.target.closest("h2") || !item[step]) return;
  event.preventDefault();
  item[step].querySelector("h2 button").focus();
});

const title = () => (opened && itemOf(opened) ? itemOf(opened).querySelector("h2 button").textContent.trim() : "");
router.register("people", { state, show, title });

common.onRenewal(element, () => look());
