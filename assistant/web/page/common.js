// Used by all tabs: calls to the server, copying to the clipboard, what is being read in, the buttons of an opened
// paper (among them the one that asks about the paper in the chat), and buttons that lead to another tab.
window.common = (() => {
  // A question in the chat's box, for the visitor to send or to change.
  const pose = (question) => {
    router.choose("chat");
    const box = document.querySelector("#question textarea");
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => box.focus());
  };

  // In words that the assistant takes for this one paper, whatever scope is chosen beside the question.
  const ask = ({ title, scope }) =>
    pose(`What is the ${scope === "related" ? "related work" : "paper"} “${title}” about?`);

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

  // A file for the browser to keep: its name, its media type and its text.
  const download = ({ name, type, text }) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };

  // The reply of one of a tab's server functions. While the papers are still being read, `wait` is told so.
  const call = async (server, name, asked, wait) => {
    for (;;) {
      let reply;
      try {
        reply = await server[name](asked);
      } catch {
        connection.look();
        reply = null;
      }
      reply ??= { error: words.say("server.did-not-answer") };
      if (!reply.waiting) return reply;
      wait(reply.waiting);
      await new Promise((resume) => setTimeout(resume, 400));
    }
  };

  // Until the server has read papers in: `ask` asks how far it is, `show` is told. The last reply.
  const follow = async (reply, ask, show) => {
    for (;;) {
      show(reply);
      if (!reply.running) return reply;
      await new Promise((resume) => setTimeout(resume, 400));
      reply = await ask();
    }
  };

  // The page goes over to the papers of this snapshot, as soon as the server has.
  const move = async (snapshot) => {
    for (let looks = 0; looks < 120; looks++) {
      const masthead = document.querySelector("#masthead [data-snapshot]");
      if (!masthead || masthead.dataset.snapshot === snapshot) return;
      connection.look();
      await new Promise((resume) => setTimeout(resume, 1000));
    }
  };

  // Runs `show` whenever other papers are served, as long as the view of this `element` is there.
  const onRenewal = (element, show) => {
    const renew = () => (element.isConnected ? show() : document.removeEventListener("renewed", renew));
    document.addEventListener("renewed", renew);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("button[data-view]");
    if (link) router.choose(link.dataset.view);
  });

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
      card.querySelector(".done").textContent = words.say("doing.copied");
      setTimeout(() => { card.querySelector(".done").textContent = ""; }, 2000);
    }
  });

  return { call, copy, download, follow, move, onRenewal, pose };
})();
