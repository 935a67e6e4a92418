// The chat's own controls: what to do with an answer, and export. `chatPage` is what the server's
// events call; what a button asks for goes to the server with a click on one of its hidden buttons.
window.chatPage = (() => {
  const find = (selector) => document.querySelector(selector);
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const button = (text, properties) => make("button", { type: "button", textContent: text, ...properties });

  const icon = (name, text, onclick) => button(text, { className: `has-icon icon-${name}`, onclick });

  let wanted = ""; // by the button that was clicked last
  let editing = 0; // the number of the question that is edited, 0 for none
  let record = null; // the conversation as the server keeps it
  let resuming = ""; // the same of the page before, until it is shown

  const tell = (wire, what) => {
    wanted = typeof what === "string" ? what : JSON.stringify(what);
    find(`#wire-${wire}`).click();
  };

  // Asking

  const ask = (question, insteadOf = 0) => {
    stopEditing();
    tell("ask", { question, instead_of: insteadOf, by_button: true, filters: choices.filters() });
  };

  // The values that go to the server with a question: from the box, or from a button (`wanted`).
  const values = (asked, scope, writer, kept, ...rest) => {
    const told = { ...asked, id: unanswered.begin({ ...asked, scope, writer }) };
    if (!asked.by_button) delete told.question; // it goes as the text of the box
    return [asked.by_button ? "" : asked.question, JSON.stringify(told), scope, writer, sent(kept), ...rest];
  };

  const asked = (question, _, ...rest) => {
    const instead = editing;
    stopEditing();
    choices.fold();
    return values({ question, instead_of: instead, by_button: false, filters: choices.filters() }, ...rest);
  };

  const pressed = (_, __, scope, writer, kept, ...rest) => {
    const asked = JSON.parse(wanted);
    if (!asked.again) return values(asked, scope, writer, kept, ...rest);
    return ["", wanted, asked.scope, asked.writer, sent(kept), ...rest];
  };

  // The conversation goes along with a question, since a server that was started anew knows it no more;
  // one that is longer than the server takes stays here.
  const sent = (kept) => {
    const text = kept || resuming;
    return text.length < 1_200_000 ? text : "";
  };

  // When the page was loaded anew, and shows its conversation; and when it can ask once more.
  const goOn = () => {
    const question = unanswered.again();
    if (question) tell("ask", { ...question, by_button: true, again: true });
    else places.scroll();
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
    return [...lines, ...(sources.length ? ["", words.say("sources.name"), ...sources] : [])].join("\n");
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
    control.textContent = words.say("doing.copied");
    setTimeout(() => (control.textContent = label), 1600);
    control.focus();
  };

  const rating = (number, turn) => {
    const rate = (value, said = "") => tell("rate", { turn: number, rating: value, words: said });
    const thumb = (value, label) => {
      const control = make("button", { type: "button", className: `thumb ${value} has-icon icon-thumb`, title: label });
      control.setAttribute("aria-label", label);
      control.setAttribute("aria-pressed", String(turn.rating === value));
      control.onclick = () => rate(value);
      return control;
    };
    const parts = [thumb("up", words.say("rating.helpful")), thumb("down", words.say("rating.not-helpful"))];
    if (turn.rating) {
      const said = make("input", { type: "text", maxLength: 500, placeholder: words.say("rating.add-a-word") });
      said.setAttribute("aria-label", words.say("rating.what-was-good"));
      const form = make("form", { className: "words" }, said, button(words.say("chat.send"), { type: "submit" }));
      form.onsubmit = (event) => {
        event.preventDefault();
        if (!said.value.trim()) return;
        rate(turn.rating, said.value.trim());
        form.replaceWith(make("span", { textContent: words.say("rating.kept") }));
      };
      parts.push(form);
    }
    return parts;
  };

  const toolbar = (row, turn, number, last) => {
    const tools = make("div", { className: "answer-tools" });
    const actions = make("div", { className: "actions" });
    if (turn.answer) {
      const control = icon("copy", words.say("doing.copy"), () => {
        if (turn.answer.query.intent !== "references") return copy(answerText(row, turn), control);
        const { text, html } = references(row);
        return copy(text, control, html);
      });
      const link = icon("link", words.say("doing.copy-link"), () => copy(chatPage.linkTo(turn), link));
      link.setAttribute("aria-label", words.say("chat.copy-link-to-answer"));
      actions.append(control, link);
    }
    const cited = [...new Set(((turn.answer && turn.answer.citations) || []).map((c) => c.paper_id))];
    const papers = cited.filter((id) => !id.startsWith("profile:"));
    if (papers.length > 1)
      actions.append(
        icon("papers", words.say("chat.open-in-papers"), () => router.open("papers", { ids: papers.join(","), question: turn.question })),
      );
    if (last) actions.append(icon("retry", words.say("chat.retry"), () => ask(turn.question, number)));
    if (turn.answer && find("#wire-rate")) actions.append(...rating(number, turn));
    tools.append(actions);
    if (last && turn.follow_ups.length) {
      const list = make("ul", { className: "follow-ups" });
      list.setAttribute("aria-label", words.say("chat.ask-next"));
      for (const text of turn.follow_ups)
        list.append(make("li", {}, button(text, { onclick: () => ask(text) })));
      tools.append(list);
    }
    return tools;
  };

  /**
   * Give every answer that is complete its tools; whatever Gradio has drawn anew lost them. Whether Send or
   * Stop stands beside the box follows from the answers, too: Gradio loses one of two changes of what is
   * visible when they come close together.
   */
  const dress = () => {
    const turns = record ? record.turns : [];
    const rows = document.querySelectorAll("#transcript .bot-row");
    const busy = Boolean(find("#transcript .reply:is(.waiting, .draft):not(:has(~ .stopped))"));
    document.documentElement.classList.toggle("answering", busy);
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
        const control = icon("edit", words.say("chat.edit"), () => edit(at + 1));
        control.classList.add("edit");
        control.setAttribute("aria-label", words.say("chat.edit-question"));
        row.append(control);
      }
    });
  };
  let focused = null;
  document.addEventListener("focusin", (event) => (focused = event.target));
  new MutationObserver(dress).observe(document, { childList: true, subtree: true });

  // Export

  const exportMenu = (open) => {
    const menu = find("#export-menu");
    if (!menu) return;
    menu.querySelector("[aria-expanded]").setAttribute("aria-expanded", String(open));
    menu.querySelector(".menu-items").hidden = !open;
  };

  const download = (file) => {
    if (file) common.download({ type: "text/plain", ...JSON.parse(file) });
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
    if (at("[data-ask]")) ask(at("[data-ask]").dataset.ask);
    if (at("[data-export]")) tell("export", at("[data-export]").dataset.export);
    if (at("#stop-editing")) (stopEditing(), write(""));
    if (at("#restart")) stopEditing();
    if (at(".whole-abstract")) {
      const cut = at(".whole-abstract").parentElement.querySelector(".passage").classList.toggle("whole");
      at(".whole-abstract").textContent = words.say(cut ? "sources.only-quoted" : "sources.whole-abstract");
    }
    if (at(".copy-bibtex")) copy(at(".source").querySelector(".bibtex").textContent, at(".copy-bibtex"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest) return;
    if (event.target.closest("#export-menu")) (exportMenu(false), find("#export-menu button").focus());
    if (editing && event.target.closest("#question")) (stopEditing(), write(""));
  });

  return {
    ask,
    asked,
    download,
    notice,
    open: (kept) => (unanswered.drop(), tell("open", kept)),
    goOn,
    pressed,
    resume: (kept) => (resuming = kept),
    sent,
    wanted: () => wanted,
    /** Told of each change by conversations.js. */
    show: (kept) => ((record = kept), (resuming = ""), stopEditing(), dress()),
  };
})();
