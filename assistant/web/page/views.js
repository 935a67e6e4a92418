// The views beside the chat. The script and the sheet of one are fetched when its tab is first opened, so that who only
// asks gets none of them; until both are there, what its template says stays unseen.
window.views = (() => {
  const fetched = new Map(); // the script of each view that was opened, or is to come

  const fetchView = async (address) => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address("css") });
    const styled = new Promise((resolve, reject) => Object.assign(sheet, { onload: resolve, onerror: reject }));
    document.head.append(sheet);
    const reply = await fetch(address("js"));
    if (!reply.ok) throw new Error(`${reply.status}`);
    const [script] = await Promise.all([reply.text(), styled]);
    return new Function("element", "server", "given", script);
  };

  const script = async (name, version) => {
    if (!fetched.has(name)) fetched.set(name, fetchView((kind) => `views/${name}.${kind}?${version}`));
    try {
      return await fetched.get(name);
    } catch {
      fetched.delete(name); // to be fetched anew
      return null;
    }
  };

  /** Runs the script of a view with its `element`, the functions of the `server`, and what it is `given`. */
  const build = async ([name, version], given, element, server) => {
    element.style.visibility = "hidden";
    const said = Object.assign(document.createElement("p"), { className: "said" });
    let run = await script(name, version);
    while (!run) {
      said.textContent = words.say("server.did-not-answer");
      element.before(said);
      connection.look();
      await new Promise((resume) => setTimeout(resume, 2000));
      run = await script(name, version);
    }
    said.remove();
    element.style.visibility = "";
    run(element, server, given);
  };

  return { build };
})();
