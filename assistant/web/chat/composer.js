// The message box: the tasks behind "/", the earlier questions of this browser behind the arrow keys, and the
// limit of a question, which is told before it is reached. What can't be sent stays in the box.
(() => {
  const find = (selector) => document.querySelector(selector);
  const box = () => find("#question textarea");
  const isBox = (event) => event.target instanceof Element && event.target.matches("#question textarea");

  /** Put `text` in the place of what stands in the box; the browser's own "undo" brings that back. */
  const write = (text) => {
    box().focus();
    box().select();
    document.execCommand(text ? "insertText" : "delete", false, text);
  };

  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  // The limit

  const SAID_FROM = 0.8; // of the limit
  const longest = () => Number(find("#length").dataset.longest);
  const length = () => [...box().value.trim()].length;

  const count = () => {
    const [now, most] = [length(), longest()];
    const counter = find("#length");
    if (!counter) return; // the page is still being made
    counter.hidden = now < SAID_FROM * most;
    counter.classList.toggle("over", now > most);
    counter.querySelector(".count").textContent = words.say("chat.characters", { now, most });
    const said = now > most ? words.say("chat.too-long") : "";
    const told = counter.querySelector("[role=status]");
    if (told.textContent !== said) told.textContent = said;
  };

  // Tasks: the box stays in focus, and the option that Enter would take is its active descendant

  const BLANK = /\[[^\]]+\]/;
  const SELECTED = /\[[^\]]+\]|\d{4}/;
  let task = ""; // the question that was put into the box
  const list = () => find("#tasks");
  const all = () => [...list().querySelectorAll("[role=option]")];
  const options = () => all().filter((option) => !option.hidden);
  const active = () => list().querySelector("[aria-selected=true]");
  const isOpen = () => list() && !list().hidden;

  const activate = (option) => {
    for (const other of all()) other.setAttribute("aria-selected", String(other === option));
    box().setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const close = () => {
    if (!isOpen()) return;
    list().hidden = true;
    find("#show-tasks").setAttribute("aria-expanded", "false");
    box().removeAttribute("aria-activedescendant");
  };

  /** Show the tasks whose command or name has `part` in it. */
  const open = (part) => {
    for (const option of all()) option.hidden = !option.textContent.toLowerCase().includes(part.toLowerCase());
    if (!options().length) return close();
    list().hidden = false;
    find("#show-tasks").setAttribute("aria-expanded", "true");
    activate(options()[0]);
    again.observe(find("#task-menu"), { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden"] });
  };

  // The list is drawn anew once the papers are there, for their years: where it was open it stays so.
  const again = new MutationObserver(() => {
    const held = box().getAttribute("aria-activedescendant");
    if (!held || isOpen()) return;
    open(commandIn(box().value) ?? "");
    const same = options().find((option) => option.id === held);
    if (same) activate(same);
  });

  /** The part of a command that stands in the box, "" after "/" alone; null where there is none. */
  const commandIn = (text) => (/^\/(\S*)$/.exec(text) || [null, null])[1];

  const choose = (option) => {
    close();
    task = option.dataset.question;
    write(task);
    selectNext(SELECTED, 0);
  };

  /** Select what is to be filled in after a place in the box; whether there is anything. */
  const selectNext = (kind, from) => {
    const found = kind.exec(box().value.slice(from));
    if (!found || !task.includes(found[0])) return false;
    const start = from + found.index;
    box().focus();
    box().setSelectionRange(start, start + found[0].length);
    return true;
  };

  // Earlier questions

  let earlier = []; // read from what the browser keeps when the first one is asked for
  let at = -1;
  const recalled = () => at >= 0 && box().value === earlier[at];

  const recall = (step) => {
    if (!recalled()) [earlier, at] = [chatPage.questions(), -1];
    const next = Math.min(at + step, earlier.length - 1);
    if (next === at) return;
    at = next;
    write(at < 0 ? "" : earlier[at]);
  };

  // Keys

  const menuKey = (event) => {
    const shown = options();
    const place = shown.indexOf(active());
    const moves = { ArrowDown: place + 1, ArrowUp: place - 1 + shown.length };
    if (event.key in moves) activate(shown[moves[event.key] % shown.length]);
    else if (event.key === "Enter") choose(active());
    else if (event.key === "Escape") close();
    else return;
    stop(event);
  };

  /** Keep a question back that is too long or has a part to fill in. */
  const keepBack = (event) => {
    if (length() > longest()) box().focus();
    else if (!selectNext(BLANK, 0)) return void (find("#length").hidden = true);
    stop(event);
  };

  const boxKey = (event) => {
    if (event.isComposing) return;
    if (isOpen()) return menuKey(event);
    const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!plain) return;
    if (event.key === "Enter") return keepBack(event);
    if (event.key === "Tab") return selectNext(BLANK, box().selectionEnd) && stop(event);
    if (event.key === "ArrowUp" && (recalled() || !box().value)) return recall(1), stop(event);
    if (event.key === "ArrowDown" && recalled()) return recall(-1), stop(event);
  };

  document.addEventListener("keydown", (event) => isBox(event) && boxKey(event), true);
  document.addEventListener("input", (event) => {
    if (!isBox(event)) return;
    count();
    const command = commandIn(box().value);
    if (command === null) close();
    else open(command);
  });
  document.addEventListener(
    "click",
    (event) => {
      if (!event.target.closest) return;
      const option = event.target.closest("#tasks [role=option]");
      if (event.target.closest("#restart")) find("#length").hidden = true;
      if (event.target.closest("#send")) return keepBack(event);
      if (option) return choose(option);
      if (!event.target.closest("#show-tasks") || isOpen()) return close();
      open("");
      box().focus();
    },
    true,
  );
  // A press on the list takes no focus from the box, which would close the list.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest && event.target.closest("#tasks, #show-tasks")) event.preventDefault();
  });
  const TOLD = { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": "tasks", "aria-describedby": "length" };
  document.addEventListener("focusin", (event) => {
    if (isBox(event)) for (const [name, value] of Object.entries(TOLD)) box().setAttribute(name, value);
  });
  document.addEventListener("focusout", (event) => isBox(event) && close());
})();
