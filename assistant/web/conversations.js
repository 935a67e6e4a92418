// The conversations of this browser: kept in its own storage, one entry each, and nowhere else. What the
// server is given back it reads as data and renders anew.
(() => {
  const PREFIX = "research-assistant:conversation:";
  const OPEN = "research-assistant:open"; // of this tab alone
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

  const tab = (id) => {
    try {
      if (id === undefined) return sessionStorage.getItem(OPEN);
      if (id) sessionStorage.setItem(OPEN, id);
      else sessionStorage.removeItem(OPEN);
    } catch {
      // a browser that keeps nothing
    }
    return null;
  };

  const named = (question) => {
    const text = question.replace(/\s+/g, " ").trim();
    return text.length > 80 ? `${text.slice(0, 79)}…` : text;
  };

  const keep = (text) => {
    const record = text ? JSON.parse(text) : null;
    chatPage.show(record);
    tab(record ? record.id : "");
    if (!record) return;
    const known = read(record.id);
    if (known && known.record === text) return;
    const name = known && known.renamed ? known.name : named(record.turns[0].question);
    write(record.id, { name, renamed: Boolean(known && known.renamed), updated: Date.now(), record: text });
  };

  // The list

  const button = (text, label, onclick) => {
    const control = Object.assign(document.createElement("button"), { type: "button", textContent: text, onclick });
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
    if (kept.id === tab()) open.setAttribute("aria-current", "true");
    row.append(open, button("Rename", `Rename “${kept.name}”`, () => rename(row, kept)));
    row.append(button("Delete", `Delete “${kept.name}”`, () => drop(row, kept)));
    return row;
  };

  const rename = (row, kept) => {
    const input = Object.assign(document.createElement("input"), { type: "text", value: kept.name, maxLength: 120 });
    input.setAttribute("aria-label", "Name of the conversation");
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
    row.replaceChildren(input, button("Save", "", () => done(true)));
    input.focus();
    input.select();
  };

  const drop = (row, kept) => {
    const stored = read(kept.id);
    const current = kept.id === tab();
    remove(kept.id);
    if (current) find("#restart").click();
    const undo = button("Undo", `Keep “${kept.name}”`, () => {
      write(kept.id, stored);
      row.replaceWith(item(kept));
    });
    row.replaceChildren(Object.assign(document.createElement("span"), { className: "gone", textContent: "Deleted." }), undo);
    undo.focus();
  };

  const dialog = () => {
    let box = find("#history");
    if (box) return box;
    box = document.createElement("dialog");
    box.id = "history";
    box.setAttribute("aria-labelledby", "history-head");
    box.innerHTML =
      '<header><h2 id="history-head">History</h2><button type="button" class="close">Close</button></header>' +
      '<ul></ul><p class="where">Kept in this browser only.</p>';
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
    box.querySelector(".where").textContent = kept.length
      ? "Kept in this browser only."
      : "No conversations yet. They are kept in this browser only.";
    box.showModal();
  });

  Object.assign(chatPage, { keep, resumed: () => (read(tab() || "") || { record: "" }).record });
})();
