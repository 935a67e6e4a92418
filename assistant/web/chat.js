// The chat's own controls: what to do with an answer, the filters, export. `chatPage` is what the server's
// events call; what a button asks for goes to the server with a click on one of its hidden buttons.
window.chatPage = (() => {
  const find = (selector) => document.querySelector(selector);
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const button = (text, properties) => make("button", { type: "button", textContent: text, ...properties });

  let wanted = ""; // by the button that was clicked last
  let editing = 0; // the number of the question that is edited, 0 for none
  let record = null; // the conversation as the server keeps it

  const tell = (wire, what) => {
    wanted = typeof what === "string" ? what : JSON.stringify(what);
    find(`#wire-${wire}`).click();
  };

  // Asking

  const filters = () =>
    Object.fromEntries(
      [...document.querySelectorAll("#filters select")]
        .filter((select) => select.value)
        .map(({ name, value }) => [name, name.startsWith("year") ? Number(value) : value]),
    );

  const ask = (question, insteadOf = 0) => {
    stopEditing();
    tell("ask", { question, instead_of: insteadOf, by_button: true, filters: filters() });
  };

  const asked = () => {
    const sent = JSON.stringify({ instead_of: editing, filters: filters() });
    stopEditing();
    if (matchMedia("(max-width: 900px)").matches) toggleFilters(false); // a phone has room for one thing
    return sent;
  };

  const edit = (number) => {
    editing = number;
    find(".editing-note").hidden = false;
    write(record.turns[number - 1].question);
  };

  const stopEditing = () => {
    editing = 0;
    const note = find(".editing-note");
    if (note) note.hidden = true;
  };

  const write = (text) => {
    const box = find("#question textarea");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  };

  // Below an answer

  const THUMB =
    '<svg viewBox="0 0 20 20" width="15" height="15" aria-hidden="true" fill="none" stroke="currentColor" ' +
    'stroke-width="1.5" stroke-linejoin="round"><path d="M6.5 9 10 2.5c1.4 0 2.2 1 2 2.3L11.5 8h4.3c1 0 1.7.9 ' +
    '1.5 1.9l-1.2 5.6c-.2.9-.9 1.5-1.8 1.5H6.5zM6.5 9h-3v8h3z"/></svg>';

  const answerText = (row, turn) => {
    const reply = row.querySelector(".reply").cloneNode(true);
    for (const rest of reply.querySelectorAll(".reply-end, .suggestions")) rest.remove();
    for (const label of reply.querySelectorAll(".standing")) label.textContent = `(${label.textContent})`;
    for (const cell of reply.querySelectorAll("th + th, td + td")) cell.prepend(" | ");
    const lines = [...reply.querySelectorAll("p, li, h1, h2, h3, h4, pre, tr")]
      .filter((block) => !block.parentElement.closest("li"))
      .map((block) => (block.matches("li") ? "- " : "") + block.textContent.replace(/\s+/g, " ").trim());
    const sources = ((turn.answer && turn.answer.citations) || []).map((c) => {
      const said = [c.authors, c.title, c.year].filter(Boolean).join(". ");
      return `[${c.number}] ${said}.${c.url && !c.url_is_search ? ` ${c.url}` : ""}`;
    });
    return [...lines, ...(sources.length ? ["", "Sources", ...sources] : [])].join("\n");
  };

  // A list of references is copied without the numbers of its sources, and for a word processor, too.
  const references = (row) => {
    const lists = make("div", {}, ...[...row.querySelectorAll(".reply > :is(ul, ol)")].map((list) => list.cloneNode(true)));
    for (const rest of lists.querySelectorAll("a[href^='#']")) rest.remove();
    const lines = [...lists.querySelectorAll("li")].map((item) => {
      const number = item.closest("ol") ? `${[...item.parentElement.children].indexOf(item) + item.parentElement.start}. ` : "";
      return number + item.textContent.replace(/\s+/g, " ").trim();
    });
    return { text: lines.join("\n"), html: lists.innerHTML };
  };

  const copy = async (text, control, html = "") => {
    await common.copy(text, html);
    const label = control.textContent;
    control.textContent = "Copied";
    setTimeout(() => (control.textContent = label), 1600);
    control.focus();
  };

  const rating = (number, turn) => {
    const rate = (value, words = "") => tell("rate", { turn: number, rating: value, words });
    const thumb = (value, label) => {
      const control = make("button", { type: "button", className: `thumb ${value}`, title: label });
      control.innerHTML = THUMB;
      control.setAttribute("aria-label", label);
      control.setAttribute("aria-pressed", String(turn.rating === value));
      control.onclick = () => rate(value);
      return control;
    };
    const parts = [thumb("up", "Helpful"), thumb("down", "Not helpful")];
    if (turn.rating) {
      const words = make("input", { type: "text", maxLength: 500, placeholder: "Add a word (optional)" });
      words.setAttribute("aria-label", "What was good or wrong about this answer");
      const form = make("form", { className: "words" }, words, button("Send", { type: "submit" }));
      form.onsubmit = (event) => {
        event.preventDefault();
        if (!words.value.trim()) return;
        rate(turn.rating, words.value.trim());
        form.replaceWith(make("span", { textContent: "Kept." }));
      };
      parts.push(form);
    }
    return parts;
  };

  const toolbar = (row, turn, number, last) => {
    const tools = make("div", { className: "answer-tools" });
    const actions = make("div", { className: "actions" });
    if (turn.answer) {
      const control = button("Copy", { className: "copy" });
      control.onclick = () => {
        if (turn.answer.query.intent !== "references") return copy(answerText(row, turn), control);
        const { text, html } = references(row);
        return copy(text, control, html);
      };
      actions.append(control);
    }
    const cited = [...new Set(((turn.answer && turn.answer.citations) || []).map((c) => c.paper_id))];
    const papers = cited.filter((id) => !id.startsWith("profile:"));
    if (papers.length > 1)
      actions.append(button("Open in Papers", { onclick: () => common.browse(papers, turn.question) }));
    if (last) actions.append(button("Retry", { onclick: () => ask(turn.question, number) }));
    if (turn.answer && find("#wire-rate")) actions.append(...rating(number, turn));
    tools.append(actions);
    if (last && turn.follow_ups.length) {
      const list = make("ul", { className: "follow-ups" });
      list.setAttribute("aria-label", "Ask next");
      for (const text of turn.follow_ups)
        list.append(make("li", {}, button(text, { onclick: () => ask(text) })));
      tools.append(list);
    }
    return tools;
  };

  /** Give every answer that is complete its tools; whatever Gradio has drawn anew lost them. */
  const dress = () => {
    const turns = record ? record.turns : [];
    const rows = document.querySelectorAll("#transcript .bot-row");
    const busy = Boolean(find("#transcript .reply:is(.waiting, .draft):not(:has(~ .stopped))"));
    rows.forEach((row, at) => {
      const turn = turns[at];
      const over = turn && rows.length === turns.length && !(busy && at === rows.length - 1);
      const last = at === rows.length - 1;
      const state = over ? JSON.stringify([record.id, turn.state, turn.rating, last, turn.follow_ups]) : "";
      const worn = row.querySelector(":scope > .answer-tools");
      if ((worn ? worn.dataset.state : "") === state) return;
      if (worn) worn.remove();
      if (!state) return;
      const tools = toolbar(row, turn, at + 1, last);
      tools.dataset.state = state;
      row.append(tools);
      if (last && turn.rating && worn && worn.contains(focused)) tools.querySelector("input").focus();
    });
    document.querySelectorAll("#transcript .user-row").forEach((row, at) => {
      const worn = row.querySelector(":scope > .edit");
      const over = turns[at] && rows.length === turns.length && !busy;
      if (!over && worn) worn.remove();
      if (over && !worn) {
        const control = button("Edit", { className: "edit", onclick: () => edit(at + 1) });
        control.setAttribute("aria-label", "Edit this question");
        row.append(control);
      }
    });
  };
  let focused = null;
  document.addEventListener("focusin", (event) => (focused = event.target));
  new MutationObserver(dress).observe(document, { childList: true, subtree: true });

  // Filters

  const showFilters = () => {
    const set = Object.entries(filters());
    const { year_from: from, year_to: to, author, category, venue } = filters();
    const years = from && to ? (from === to ? `${from}` : `${from}–${to}`) : from ? `since ${from}` : to && `up to ${to}`;
    find("#filters-set").textContent = [years, author, category, venue].filter(Boolean).join(" · ");
    find("#clear-filters").hidden = !set.length;
  };

  const clearFilters = () => {
    for (const select of document.querySelectorAll("#filters select")) select.value = "";
    showFilters();
    find("#show-filters").focus();
  };

  const toggleFilters = (open) => {
    const control = find("#show-filters");
    const opened = open === undefined ? control.getAttribute("aria-expanded") !== "true" : open;
    control.setAttribute("aria-expanded", String(opened));
    find("#composer").classList.toggle("filtering", opened);
    if (opened) find("#filters select").focus();
  };

  // Export

  const exportMenu = (open) => {
    const menu = find("#export-menu");
    if (!menu) return;
    menu.querySelector("[aria-expanded]").setAttribute("aria-expanded", String(open));
    menu.querySelector(".menu-items").hidden = !open;
  };

  const download = (file) => {
    if (!file) return;
    const { name, text } = JSON.parse(file);
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "text/plain" })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  let fading = 0;
  const notice = (said) => {
    if (!said) return;
    let box = find("#notice");
    if (!box) {
      box = make("div", { id: "notice" });
      box.setAttribute("role", "status");
      find(".gradio-container").append(box);
    }
    box.textContent = JSON.parse(said).text;
    box.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => (box.hidden = true), 6000);
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest ? event.target : null;
    const at = (selector) => target && target.closest(selector);
    if (at("#export-menu [aria-expanded]")) return exportMenu(find("#export-menu .menu-items").hidden);
    exportMenu(false);
    if (at("[data-export]")) tell("export", at("[data-export]").dataset.export);
    if (at("#stop-editing")) (stopEditing(), write(""));
    if (at("#show-filters")) toggleFilters();
    if (at("#clear-filters")) clearFilters();
    if (at("#restart")) stopEditing();
    if (at(".whole-abstract")) {
      const cut = at(".whole-abstract").parentElement.querySelector(".passage").classList.toggle("whole");
      at(".whole-abstract").textContent = cut ? "Only what is quoted" : "Whole abstract";
    }
    if (at(".copy-bibtex")) copy(at(".source").querySelector(".bibtex").textContent, at(".copy-bibtex"));
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("#filters")) showFilters();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest) return;
    if (event.target.closest("#export-menu")) (exportMenu(false), find("#export-menu button").focus());
    if (event.target.closest("#filters")) (toggleFilters(false), find("#show-filters").focus());
    if (editing && event.target.closest("#question")) (stopEditing(), write(""));
  });

  return {
    asked,
    download,
    notice,
    open: (kept) => tell("open", kept),
    // The conversation goes along with a question, since a server that was started anew knows it no more;
    // one that is longer than the server takes stays here.
    sent: (kept) => (kept && kept.length < 1_200_000 ? kept : ""),
    wanted: () => wanted,
    /** Told of each change by conversations.js. */
    show: (kept) => ((record = kept), stopEditing(), dress()),
  };
})();
