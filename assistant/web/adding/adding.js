// The tab "Papers in": files are sent to the server as they are dropped, piece by piece, and wait there (ops/uploads.py);
// then the server is told their ids and the text of the box, and asked how far it is.
const $ = (selector) => element.querySelector(selector);
const form = $("form.in");
const box = form.elements.text;
const files = []; // { name, size, sent: bytes, id: the server's, file: the browser's, where this page has it }
let key = ""; // of the preview that can be added
let busy = false;
let sending = false;
let wanted = false; // a preview, as soon as all files are sent

const say = (text, failed = false) => {
  if ($(".said").textContent !== text) $(".said").textContent = text;
  $(".said").classList.toggle("failed", failed);
};
const call = (name, asked) => common.call(server, name, asked, say);

const show = () => {
  $(".add").hidden = !key;
  const still = busy || sending;
  for (const button of form.querySelectorAll(".doings button")) button.setAttribute("aria-disabled", String(still));
  element.classList.toggle("busy", busy);
};

// What was previewed is not what is in the box any more.
const forget = () => {
  if (!busy) say("");
  key = "";
  $(".found").innerHTML = "";
  show();
};

const standing = (file) => {
  if (file.id && file.sent === file.size) return "";
  return file.sent ? words.say("adding.sent", { percent: Math.floor((100 * file.sent) / file.size) }) : words.say("adding.waits");
};

const list = () => {
  $(".dropped").hidden = !files.length;
  $(".dropped").replaceChildren(
    ...files.map((file) => {
      const item = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.say("adding.remove") });
      button.setAttribute("aria-label", words.say("adding.remove-file", { file: file.name }));
      button.addEventListener("click", () => { drop(file); forget(); box.focus(); });
      const name = Object.assign(document.createElement("span"), { className: "name", textContent: file.name });
      file.shown = Object.assign(document.createElement("span"), { className: "sent", textContent: standing(file) });
      item.append(name, file.shown, button);
      return item;
    }),
  );
};

const drop = (file) => {
  if (!files.includes(file)) return;
  files.splice(files.indexOf(file), 1);
  list();
  if (file.id) call("papers_take_back", { id: file.id });
};

const asked = () => ({ text: box.value, files: files.map((file) => file.id) });
const tooLarge = (what) => new Blob([JSON.stringify(what)]).size > given.largest - 4096;

const inBase64 = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

// One piece after the other, until the server has all of it or it is taken back meanwhile. Why not, if it can't be.
const send = async (file) => {
  const refused = words.say("adding.not-sent", { file: file.name });
  while (files.includes(file) && (!file.id || file.sent < file.size)) {
    let data;
    try {
      data = file.size ? await inBase64(file.file.slice(file.sent, file.sent + given.piece)) : "";
    } catch {
      return refused; // it is gone from where it lay, or is a folder
    }
    const reply = await call("papers_send", { id: file.id, name: file.name, at: file.sent, data });
    if (reply.error || (reply.size <= file.sent && file.size)) return reply.error || refused;
    [file.id, file.sent] = [reply.id, reply.size];
    file.shown.textContent = standing(file);
  }
  if (!files.includes(file) && file.id) call("papers_take_back", { id: file.id });
  return "";
};

const sendAll = async () => {
  if (sending) return;
  sending = true;
  wanted = false;
  show();
  for (let file; (file = files.find((one) => !one.id || one.sent < one.size)); ) {
    const why = await send(file);
    if (!why) continue;
    drop(file);
    say(why, true);
    wanted = false;
  }
  sending = false;
  show();
  if (wanted) form.requestSubmit();
};

const take = (chosen) => {
  forget();
  for (const file of chosen) {
    const size = files.reduce((all, one) => all + one.size, file.size);
    if (files.length >= given.files || size > given.bytes) {
      const most = { files: given.files, size: Math.floor(given.bytes / 2 ** 20) };
      say(words.say("adding.too-much", { file: file.name, command: given.command, ...most }), true);
      break;
    }
    files.push({ name: file.name, size: file.size, sent: 0, id: "", file });
  }
  list();
  sendAll();
};

// The files that are dropped, and those that lie in folders that are, as the command line reads a folder.
const filesIn = (folder) =>
  new Promise((resolve) => {
    const [reader, found] = [folder.createReader(), []];
    const more = () =>
      reader.readEntries((entries) => {
        if (!entries.length) return resolve(found.filter((entry) => entry.isFile && !entry.name.startsWith(".")));
        found.push(...entries);
        more();
      }, () => resolve(found));
    more();
  });
const dropped = async (carried) => {
  const entries = [...carried.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
  if (!entries.some((entry) => entry && entry.isDirectory)) return [...carried.files];
  const found = [];
  for (const entry of entries.filter(Boolean)) found.push(...(entry.isDirectory ? await filesIn(entry) : [entry]));
  const read = (entry) => new Promise((resolve) => entry.file(resolve, () => resolve(null)));
  return (await Promise.all(found.map(read))).filter(Boolean);
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
  if (sending) {
    wanted = true;
    return say(words.say("adding.sending"));
  }
  forget();
  const what = asked();
  if (tooLarge(what)) return say(words.say("adding.too-large", { command: given.command }), true);
  const reply = await begin("papers_preview", what);
  if (reply && reply.lost) {
    files.splice(0, files.length, ...files.filter((file) => !reply.lost.includes(file.id)));
    list();
  }
  if (!reply || reply.error || JSON.stringify(asked()) !== JSON.stringify(what)) return;
  key = reply.key || "";
  show();
});

$(".add").addEventListener("click", async () => {
  if (busy || sending) return;
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
  if (busy || sending) return;
  key = "";
  if (await begin("papers_undo", {})) box.focus();
});

box.addEventListener("input", forget);
$("input[type=file]").addEventListener("change", (event) => {
  take([...event.target.files]);
  event.target.value = "";
});

element.addEventListener("dragover", (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  element.classList.add("over");
});
for (const name of ["dragleave", "drop"]) element.addEventListener(name, () => element.classList.remove("over"));
element.addEventListener("drop", async (event) => {
  if (![...event.dataTransfer.types].includes("Files")) return;
  event.preventDefault();
  take(await dropped(event.dataTransfer));
});

// What another page has begun is shown, too; what was done before is not. What the page before was to bring in stands
// here again, and is previewed again where it was: the server may have forgotten it.
const whole = () => files.filter((file) => file.id && file.sent === file.size);
const kept = () => whole().map(({ name, size, sent, id }) => ({ name, size, sent, id }));
keeping.keep("adding", () => ({ text: box.value, files: kept(), previewed: Boolean(key) }));
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
