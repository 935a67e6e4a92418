// What a page that is loaded anew finds again, in the storage of its tab of the browser. Whatever the page shows may
// be `keep`ed: it is taken down when the page is left, and `found` once by the page that takes its place.
window.keeping = (() => {
  const PREFIX = "research-assistant:";

  const read = (name) => {
    try {
      return JSON.parse(sessionStorage.getItem(PREFIX + name));
    } catch {
      return null;
    }
  };

  /** Nothing is kept of a value that is null, or of any in a browser that keeps nothing. */
  const write = (name, value) => {
    try {
      if (value === null) sessionStorage.removeItem(PREFIX + name);
      else sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
    } catch {
      // no storage, or no room
    }
  };

  // A copy of a tab begins with a copy of what the other one keeps, which that one has not left.
  const left = read("left") === true;
  const reloaded = performance.getEntriesByType("navigation").some((entry) => entry.type === "reload");
  const takers = new Map();
  const keep = (name, take) => takers.set(name, take);
  const found = (name) => {
    const value = left && reloaded ? read(`view:${name}`) : null;
    write(`view:${name}`, null);
    return value;
  };

  write("left", null);
  addEventListener("pageshow", () => write("left", null)); // also of a page that is come back to
  addEventListener("pagehide", () => {
    for (const [name, take] of takers) write(`view:${name}`, take());
    write("left", true);
  });

  return { found, keep, left, read, write };
})();
