// What would be lost with the page: the text in the message box, and the question that has no answer yet. Both are
// kept in the storage of the tab. The question has an id, by which the server knows that it was asked before; the page
// that takes the place of this one asks it again, once, and takes over the answer if the server is at one.
window.unanswered = (() => {
  const box = () => document.querySelector("#question textarea");
  const question = () => keeping.read("question");
  const inherited = (question() || {}).id; // from the page before
  let againAsked = false;
  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

  const fill = (text) => {
    if (!box() || box().value || !text) return;
    box().value = text;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  };
  const keepDraft = () => box() && keeping.write("draft", box().value || null);

  const drop = () => keeping.write("question", null);

  /** Keep a question that is about to be asked, and give its id; "" for one that the server will not take. */
  const begin = (asked) => {
    const before = question();
    if (!asked.question.trim()) return "";
    const waits = before && (before.id === inherited || document.documentElement.classList.contains("answering"));
    if (waits && !before.stopped) return "";
    const same = before && !before.stopped && before.question === asked.question; // it waits for its turn
    const id = same ? before.id : newId();
    keeping.write("question", { ...asked, id });
    return id;
  };

  /** The questions of a conversation with answers: whatever they are, they need not be asked again. */
  const end = (record) => {
    const asked = question();
    if (asked && record.turns.some((turn) => turn.asked === asked.id)) drop();
    keepDraft();
  };

  const stop = () => question() && keeping.write("question", { ...question(), stopped: true });

  /** The server did not take the question: it stands in the box again, unless the server has gone. */
  const refused = async () => {
    await connection.look();
    const asked = question();
    if (!asked || document.documentElement.classList.contains("away")) return;
    drop();
    fill(asked.question);
  };

  /** What stood in the box of the page before, as soon as there is a box. */
  const resume = () => {
    const draft = keeping.read("draft");
    const asked = question();
    if (draft && !(asked && asked.question === draft)) fill(draft);
  };

  /** The question to which the page before showed no answer, once the conversation is shown; null for none. */
  const again = () => {
    const asked = question();
    if (!asked || asked.id !== inherited || againAsked) return null;
    againAsked = true;
    if (keeping.left && !asked.stopped) return asked;
    drop();
    fill(asked.question);
    return null;
  };

  document.addEventListener("input", (event) => event.target === box() && keepDraft());
  addEventListener("pagehide", keepDraft);
  document.addEventListener("click", (event) => {
    if (!event.target.closest) return;
    if (event.target.closest("#stop")) stop();
    if (event.target.closest("#restart")) drop();
  });

  return { again, begin, drop, end, refused, resume };
})();
