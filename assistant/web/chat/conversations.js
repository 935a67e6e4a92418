// The conversations of this browser: kept in its own storage, one entry each, and nowhere else. What the
// server is given back it reads as data and renders anew.
(() => {
  const PREFIX = "research-assistant:conversation:";
  const MOST = 200;
  const find = (selector) => document.querySelector(selector);

  const read = (id) => {
    try {
      const kept = JSON.parse(localStorage.getItem(PREFIX + id));
      return kept && typeof kept.record === "string" && typeof kept.name === "string" ? kept : null;
    } catch {
      return null;
    }
  };

  const all = () => {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(PREFIX))
        .map((key) => ({ id: key.slice(PREFIX.length), ...read(key.slice(PREFIX.length)) }))
        .filter((kept) => kept.record)
        .sort((one, other) => other.updated - one.updated);
    } catch {
      return []; // a browser that keeps nothing
    }
  };

  const write = (id, kept) => {
    const oldest = all().filter((other) => other.id !== id);
    while (oldest.length >= MOST) localStorage.removeItem(PREFIX + oldest.pop().id);
    for (;;) {
      try {
        localStorage.setItem(PREFIX + id, JSON.stringify(kept));
        return;
      } catch {
        const last = oldest.pop(); // the storage is full: the oldest conversation makes room
        if (!last) return;
        try {
          localStorage.removeItem(PREFIX + last.id);
        } catch {
          return;
        }
      }
    }
  };

  const remove = (id) => localStorage.removeItem(PREFIX + id);

  const opened = () => keeping.read("open"); // in this tab

  const named = (question) => {
    const text = question.replace(/\s+/g, " ").trim();
    return text.length > 80 ? `${text.slice(0, 79)}…` : text;
  };

  const keep = (text) => {
    const record = text ? JSON.parse(text) : null;
    chatPage.show(record);
    keeping.write("open", record ? record.id : null);
    chatPage.moved(record);
    if (!record) return;
    unanswered.end(record);
    chatPage.goOn();
    const known = read(record.id);
    if (known && known.record === text) return;
    const name = known && known.renamed ? known.name : named(record.turns[0].question);
    write(record.id, { name, renamed: Boolean(known && known.renamed), updated: Date.now(), record: text });
  };

  /** The latest questions of this browser, the newest first, each once. */
  const questions = () => {
    const found = new Set();
    for (const { record } of all()) {
      for (const { question } of JSON.parse(record).turns.toReversed()) found.add(question);
      if (found.size >= MOST) break;
    }
    return [...found];
  };

  // The list

  const ICONS = { "doing.rename": "edit", "doing.delete": "delete", "doing.save": "done", "doing.undo": "undo" };

  const button = (key, label, onclick) => {
    const text = key && words.say(key);
    const control = Object.assign(document.createElement("button"), { type: "button", textContent: text, onclick });
    if (ICONS[key]) control.className = `has-icon icon-${ICONS[key]}`;
    if (label) control.setAttribute("aria-label", label);
    return control;
  };

  const when = (time) => {
    const date = new Date(time);
    const today = date.toDateString() === new Date().toDateString();
    return today
      ? date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
      : date.toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });
  };

  const item = (kept) => {
    const row = document.createElement("li");
    const open = button("", "", () => {
      dialog().close();
      chatPage.open(kept.record);
    });
    open.className = "open";
    open.append(Object.assign(document.createElement("span"), { className: "name", textContent: kept.name }));
    open.append(Object.assign(document.createElement("span"), { className: "time", textContent: when(kept.updated) }));
    if (kept.id === opened()) open.setAttribute("aria-current", "true");
    row.append(open, button("doing.rename", words.say("history.rename", { name: kept.name }), () => rename(row, kept)));
    row.append(button("doing.delete", words.say("history.delete", { name: kept.name }), () => drop(row, kept)));
    return row;
  };

  const rename = (row, kept) => {
    const input = Object.assign(document.createElement("input"), { type: "text", value: kept.name, maxLength: 120 });
    input.setAttribute("aria-label", words.say("history.name-of-conversation"));
    const done = (save) => {
      const name = input.value.trim();
      if (save && name) write(kept.id, { ...read(kept.id), name, renamed: true });
      const { updated, record } = kept;
      const fresh = item({ id: kept.id, updated, record, name: save && name ? name : kept.name });
      row.replaceWith(fresh);
      fresh.querySelector(".open").focus();
    };
    input.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault(); // Escape ends the renaming, not the dialog
      event.stopPropagation();
      done(event.key === "Enter");
    };
    row.replaceChildren(input, button("doing.save", "", () => done(true)));
    input.focus();
    input.select();
  };

  const drop = (row, kept) => {
    const stored = read(kept.id);
    const current = kept.id === opened();
    remove(kept.id);
    if (current) find("#restart").click();
    const undo = button("doing.undo", words.say("history.keep", { name: kept.name }), () => {
      write(kept.id, stored);
      row.replaceWith(item(kept));
    });
    row.replaceChildren(Object.assign(document.createElement("span"), { className: "gone", textContent: words.say("history.deleted") }), undo);
    undo.focus();
  };

  const dialog = () => {
    let box = find("#history");
    if (box) return box;
    box = document.createElement("dialog");
    box.id = "history";
    box.setAttribute("aria-labelledby", "history-head");
    box.innerHTML =
      `<header><h2 id="history-head">${words.say("chat.history")}</h2>` +
      `<button type="button" class="close has-icon icon-remove">${words.say("doing.close")}</button></header>` +
      '<ul></ul><p class="where"></p>';
    box.querySelector(".close").onclick = () => box.close();
    box.onclick = (event) => event.target === box && box.close(); // beside it
    find(".gradio-container").append(box);
    return box;
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest("#show-history")) return;
    const box = dialog();
    const kept = all();
    box.querySelector("ul").replaceChildren(...kept.map(item));
    box.querySelector(".where").textContent = words.say(kept.length ? "history.where" : "history.none");
    box.showModal();
  });

  const kept = (id) => (read(id || "") || { record: "" }).record;
  const left = () => kept(opened());

  const resumed = () => {
    unanswered.resume();
    const addressed = chatPage.addressed();
    return chatPage.resume(addressed === undefined ? left() : kept(addressed));
  };

  Object.assign(chatPage, { keep, kept, left, questions, resumed });
})();
