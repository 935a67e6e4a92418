// The address of what the page shows. Every view has one, which can be shared, reloaded and gone back to:
//
//   /                    the chat          /papers, /papers/ID     a list, and one of its things opened
//   /?q=...&scope=...    a question        /map?...                a view with what is chosen in it
//
// A view registers by the name of its tab: `state()` is what it shows, as one flat object of texts that leaves out
// what is as it was at first, and `show(state)` shows that again, which may take its time: then it gives a promise.
// `title()` names it, `entry()` is what only this browser's history is to know of it; both may be missing. All else
// about addresses is decided here.
window.router = (() => {
  const ROOT = new URL(document.baseURI).pathname; // where the page is served
  const FIRST = "chat"; // the view of the root
  const THINGS = { papers: "paper", people: "person" }; // what stands in the path of a list
  const views = new Map();
  let seen = ""; // the view whose tab was selected when it was looked last
  let going = ""; // the view to be shown, until its tab is selected
  const showing = new Map(); // the views that are on their way to what the address says, with that state
  let typing = false;
  let group = "";

  const tab = (name) => document.querySelector(`#tabs [role="tab"][data-tab-id="${CSS.escape(name)}"]`);
  const selected = () => {
    const one = document.querySelector('#tabs [role="tab"][aria-selected="true"]');
    return one ? one.dataset.tabId : "";
  };

  const decoded = (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part; // "%" and no number
    }
  };

  /** What the address says: the view, its state, and what this browser's history knows of it. */
  const here = () => {
    const [name, id] = location.pathname.slice(ROOT.length).split("/");
    const state = Object.fromEntries(new URLSearchParams(location.search));
    if (id) state[THINGS[name]] = decoded(id);
    return { view: name || FIRST, state, entry: history.state };
  };

  const written = (view, state) => {
    const { [THINGS[view]]: id, ...rest } = state;
    const query = new URLSearchParams(rest).toString();
    const path = view === FIRST ? "" : id ? `${view}/${encodeURIComponent(id)}` : view;
    return ROOT + path + (query && `?${query}`);
  };

  const entitle = () => {
    const { view } = here();
    const { title } = views.get(view) || {};
    const said = (title && title()) || "";
    const short = said.length > 80 ? `${said.slice(0, 79)}…` : said;
    document.title = [short, tab(view) && tab(view).textContent.trim(), group].filter(Boolean).join(" · ");
  };

  const put = (how, view, state, entry = null) => {
    history[how](entry, "", written(view, state));
    entitle();
  };

  /** Writes the address of what a view shows. */
  const putView = (how, name) => {
    const { state, entry } = views.get(name) || {};
    put(how, name, state ? state() : {}, entry && entry());
  };

  const show = async () => {
    const { view, state, entry } = here();
    if (!tab(view)) {
      put("replaceState", FIRST, {});
      chatPage.notice(JSON.stringify({ text: words.say("page.no-view", { view }) }));
      return show();
    }
    going = view === selected() ? "" : view;
    if (going) tab(going).click();
    entitle();
    const shown = views.has(view) && views.get(view).show(state, entry);
    if (!shown) return;
    showing.set(view, state);
    await shown;
    if (showing.get(view) !== state) return;
    showing.delete(view);
    if (here().view === view) putView("replaceState", view);
  };

  // Who chooses a tab, by whatever means, goes to the address of what it shows.
  const look = () => {
    const name = selected();
    if (!name) return;
    if (!seen) {
      seen = name;
      show();
    }
    const said = document.querySelector("#masthead [data-group]");
    if (said && said.dataset.group !== group) {
      group = said.dataset.group;
      entitle();
    }
    if (name === seen) return;
    seen = name;
    tab(name).scrollIntoView({ block: "nearest", inline: "nearest" }); // on a phone their line is too long
    if (name === going) going = "";
    if (!going && name !== here().view) putView("pushState", name);
  };

  new MutationObserver(look).observe(document, {
    attributes: true,
    attributeFilter: ["aria-selected", "data-group"],
    childList: true,
    subtree: true,
  });
  addEventListener("popstate", show);
  document.addEventListener("input", ({ target }) => (typing = target.matches("input:not([type=radio])")), true);
  document.addEventListener("click", () => (typing = false), true);

  return {
    here,
    /** Told by a view when it is there; it is then shown what the address says. */
    register: (name, view) => {
      views.set(name, view);
      if (seen && here().view === name) show();
    },
    /** Told by a view when what it shows has changed. While one types, or `replace`, there is no way back to before. */
    changed: (name, { replace = false } = {}) => {
      if (!seen || showing.has(name) || here().view !== name) return; // its address is written when it is gone to
      const same = written(name, views.get(name).state()) === location.pathname + location.search;
      putView(replace || typing || same ? "replaceState" : "pushState", name);
    },
    /** Shows a view as it was left. */
    choose: (name) => tab(name).click(),
    /** Shows a view in a state. */
    open: (name, state) => {
      put("pushState", name, state);
      show();
    },
    /** The address of a view in a state, as others may open it. */
    link: (name, state) => new URL(written(name, state), location.origin).href,
  };
})();
