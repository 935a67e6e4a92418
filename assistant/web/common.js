// Used by all tabs: calls to the server, copying to the clipboard, the buttons of an opened paper (among them the
// one that asks about the paper in the chat); and closing the masthead's facts.
window.common = (() => {
  const show = (name) => {
    const tab = [...document.querySelectorAll('#tabs [role="tab"]')].find((t) => t.textContent.trim() === name);
    if (tab) tab.click();
  };

  // In words that the assistant takes for this one paper, whatever scope is chosen beside the question.
  const ask = ({ title, scope }) => {
    show("Chat");
    const box = document.querySelector("#question textarea");
    box.value = `What is the ${scope === "related" ? "related work" : "paper"} “${title}” about?`;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => box.focus());
  };

  // The Papers tab with only these papers: it may not be built yet, so they wait to be taken.
  let wanted = null;
  const browse = (ids, question) => {
    wanted = { ids, question };
    show("Papers");
    document.dispatchEvent(new Event("browse"));
  };
  const taken = () => {
    const own = wanted;
    wanted = null;
    return own;
  };

  // Copies `text`, and `html` for programs that take it, as word processors do. The clipboard of a page that is
  // not served over https is reached through a selection alone.
  const copy = async (text, html = "") => {
    const forms = { "text/plain": text, ...(html && { "text/html": html }) };
    try {
      const blobs = Object.entries(forms).map(([type, said]) => [type, new Blob([said], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } catch {
      const fill = (event) => {
        for (const [type, said] of Object.entries(forms)) event.clipboardData.setData(type, said);
        event.preventDefault();
      };
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.addEventListener("copy", fill);
      document.execCommand("copy");
      document.removeEventListener("copy", fill);
      area.remove();
    }
  };

  // The reply of one of a tab's server functions. While the papers are still being read, `wait` is told so.
  const call = async (server, name, asked, wait) => {
    for (;;) {
      let reply;
      try {
        reply = await server[name](asked);
      } catch {
        reply = null;
      }
      reply ??= { error: "The server did not answer. Is it still running?" };
      if (!reply.waiting) return reply;
      wait(reply.waiting);
      await new Promise((resume) => setTimeout(resume, 400));
    }
  };

  // The profile's facts fold away again, as a menu does.
  const fold = (event) => {
    const open = document.querySelector(".masthead .profile[open]");
    if (!open || (event.type === "click" && open.contains(event.target))) return;
    if (event.type === "keydown" && event.key !== "Escape") return;
    open.open = false;
    if (event.type === "keydown") open.querySelector("summary").focus();
  };
  document.addEventListener("click", fold);
  document.addEventListener("keydown", fold);

  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest(".paper-card button[data-do]");
    if (!button) return;
    const card = button.closest(".paper-card");
    const dialog = card.closest("dialog");
    if (button.dataset.do === "ask") {
      if (dialog) dialog.close();
      ask(card.dataset);
    } else {
      await copy(card.querySelector(".bibtex").textContent);
      card.querySelector(".done").textContent = "Copied";
      setTimeout(() => { card.querySelector(".done").textContent = ""; }, 2000);
    }
  });

  return { browse, call, copy, taken };
})();
