// The tab "Papers in": texts and files are read in the browser; the server is told their text, and asked how far it is.
const $ = (selector) => element.querySelector(selector);
const form = $("form.in");
const box = form.elements.text;
const files = []; // { name, text }
let key = ""; // of the preview that can be added
let busy = false;

const say = (text, failed = false) => {
  if ($(".said").textContent !== text) $(".said").textContent = text;
  $(".said").classList.toggle("failed", failed);
};
const call = (name, asked) => common.call(server, name, asked, say);

const show = () => {
  $(".add").hidden = !key;
  for (const button of form.querySelectorAll(".doings button")) button.setAttribute("aria-disabled", String(busy));
  element.classList.toggle("busy", busy);
};

// What was previewed is not what is in the box any more.
const forget = () => {
  if (!busy) say("");
  key = "";
  $(".found").innerHTML = "";
  show();
};

const list = () => {
  $(".dropped").hidden = !files.length;
  $(".dropped").replaceChildren(
    ...files.map((file, place) => {
      const item = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.say("adding.remove") });
      button.setAttribute("aria-label", words.say("adding.remove-file", { file: file.name }));
      button.addEventListener("click", () => { files.splice(place, 1); list(); forget(); box.focus(); });
      item.append(Object.assign(document.createElement("span"), { textContent: file.name }), button);
      return item;
    }),
  );
};

const asked = () => ({ text: box.value, files: files.map((file) => file.text) });
const tooLarge = (what) => new Blob([JSON.stringify(what)]).size > given.largest - 4096;

const read = async (file) => {
  if (file.size > given.largest)
    return say(words.say("adding.file-too-large", { file: file.name, command: given.command }), true);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const form = { 0xfffe: "utf-16le", 0xfeff: "utf-16be" }[bytes[0] * 256 + bytes[1]] || "utf-8";
  let text;
  try {
    text = new TextDecoder(form, { fatal: true }).decode(bytes);
  } catch {
    text = "\0";
  }
  if (text.includes("\0")) return say(words.say("adding.no-text", { file: file.name, command: given.command }), true);
  const more = [...asked().files, text];
  if (tooLarge({ text: box.value, files: more }))
    return say(words.say("adding.all-too-large", { command: given.command }), true);
  files.push({ name: file.name, text });
};
const readAll = async (chosen) => {
  forget();
  for (const file of chosen) await read(file);
  list();
};

// Until the server has read it all; then the page goes over to the new papers.
const follow = async (reply) => {
  reply = await common.follow(reply, () => call("papers_state", {}), (state) => {
    busy = Boolean(state.running);
    if (state.undo !== undefined) {
      $(".undo").hidden = !state.undo;
      $(".undo").textContent = state.undo;
    }
    if (state.error) say(state.error, true);
    else if (state.said) say(state.said, state.failed);
    show();
  });
  if (reply.error) return reply;
  $(".found").innerHTML = reply.html || ""; // escaped by the server
  if (reply.snapshot) common.move(reply.snapshot);
  return reply;
};

const begin = async (name, what) => {
  if (busy) return null;
  busy = true;
  show();
  const reply = await call(name, what);
  return follow(reply);
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  forget();
  const what = asked();
  if (tooLarge(what)) return say(words.say("adding.too-large", { command: given.command }), true);
  const reply = await begin("papers_preview", what);
  if (!reply || reply.error || JSON.stringify(asked()) !== JSON.stringify(what)) return;
  key = reply.key || "";
  show();
});

$(".add").addEventListener("click", async () => {
  if (busy) return;
  const reply = await begin("papers_add", { key });
  if (!reply || reply.error || reply.failed) return;
  key = "";
  box.value = "";
  files.length = 0;
  list();
  show();
  box.focus();
});

$(".undo").addEventListener("click", async () => {
  key = "";
  if (await begin("papers_undo", {})) box.focus();
});

box.addEventListener("input", forget);
$("input[type=file]").addEventListener("change", (event) => {
  readAll([...event.target.files]);
  event.target.value = "";
});

element.addEventListener("dragover", (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  element.classList.add("over");
});
for (const name of ["dragleave", "drop"]) element.addEventListener(name, () => element.classList.remove("over"));
element.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  readAll([...event.dataTransfer.files]);
});

// What another page has begun is shown, too; what was done before is not. What the page before was to bring in stands
// here again, and is previewed again where it was: the server may have forgotten it.
keeping.keep("adding", () => ({ text: box.value, files, previewed: Boolean(key) }));
const before = keeping.found("adding");
if (before) {
  box.value = before.text;
  files.push(...before.files);
  list();
}
call("papers_state", {}).then((reply) => {
  if (reply.running) return follow(reply);
  if (reply.error) return null;
  follow({ undo: reply.undo });
  return before && before.previewed && form.requestSubmit();
});
