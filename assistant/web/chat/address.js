// The chat's address: the newest question, with what was set beside it. Who opens it asks that question in a new
// conversation. An entry of this browser's history also knows the conversation that answered it, and asks nothing.
(() => {
  const find = (selector) => document.querySelector(selector);
  const say = (text) => chatPage.notice(JSON.stringify({ text }));

  // What the page was opened with: a conversation, "" for a new one, undefined for the one that was left.
  const { view, state: opened, entry } = router.here();
  const addressed = entry?.conversation ?? (view === "chat" && opened.q ? "" : undefined);

  let conversation = addressed || ""; // the one that is shown
  let newest = null; // its newest turn
  let linked = null; // what a link says, until its question is answered
  let moving = false; // what is shown next has an address already

  const stateOf = ({ question, scope, filters }) => ({
    q: question,
    scope: scope || "group",
    ...Object.fromEntries(Object.entries(filters).filter(([, value]) => value)),
  });

  const until = (holds) =>
    new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        observer.disconnect();
        document.removeEventListener("visibilitychange", look);
        resolve();
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { childList: true, subtree: true });
      document.addEventListener("visibilitychange", look);
      look();
    });

  /** Set what a link says beside the question; the first value that there is no choice for. */
  const choose = (asked) => {
    let missing;
    for (const select of document.querySelectorAll("#filters select")) {
      const value = asked[select.name] || "";
      select.value = value;
      if (select.value !== value) missing ??= value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const scopes = [...document.querySelectorAll("#scope input")];
    const scope = scopes.find((input) => input.value === asked.scope) || scopes[0];
    if (!scope.checked) scope.click();
    return missing;
  };

  // A link may stand on any page, and an answer costs something: it is asked when somebody looks at the page.
  const ask = async (asked) => {
    linked = asked;
    await until(() => document.visibilityState === "visible" && find("#masthead [data-snapshot]"));
    const question = asked.q.trim();
    const most = Number(find("#length").dataset.longest);
    if (!question || linked !== asked) return;
    if (question.length > most)
      return say(words.say("link.too-long", { length: question.length, most }));
    const missing = choose(asked);
    if (missing !== undefined) return say(words.say("link.missing", { missing: missing.slice(0, 80) }));
    router.changed("chat", { replace: true });
    moving = true;
    requestAnimationFrame(() => chatPage.ask(question));
  };

  const show = (told, entry) => {
    if (entry?.conversation === undefined) {
      if (told.q) ask(told);
      else if (!moving) router.changed("chat", { replace: true }); // now the entry knows that it is of no conversation
      return;
    }
    if (entry.conversation === conversation) return;
    moving = true;
    const kept = chatPage.kept(entry.conversation);
    if (kept) return void chatPage.open(kept);
    if (entry.conversation) say(words.say("history.not-kept"));
    find("#restart").click();
  };

  router.register("chat", {
    state: () => linked || (newest ? stateOf(newest) : {}),
    entry: () => ({ conversation }),
    title: () => (linked ? linked.q : newest && newest.question),
    show,
  });
  Object.assign(chatPage, {
    addressed: () => addressed,
    linkTo: (turn) => router.link("chat", stateOf(turn)),
    /** Told by conversations.js of what is shown now. */
    moved: (record) => {
      [conversation, newest, linked] = record ? [record.id, record.turns.at(-1), null] : ["", null, null];
      router.changed("chat", { replace: moving });
      moving = false;
    },
  });
  moving = addressed === undefined && Boolean(chatPage.left());
})();
