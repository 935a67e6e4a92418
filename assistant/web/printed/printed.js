// The page of a document that a citation is of, with the sentence marked: opened from a source card.
const $ = (selector) => element.querySelector(selector);
const dialog = $("dialog");
const sheet = $(".sheet");
let shown = null; // what is shown: paper, title, page, start, end
let opener = null;
let newest = 0;
let zoom = 1;

const ZOOMS = [1, 1.5, 2, 3];

const say = (text) => {
  $(".missing").hidden = !text;
  $(".missing").textContent = text;
};

const scale = (step) => {
  zoom = ZOOMS[Math.min(Math.max(ZOOMS.indexOf(zoom) + step, 0), ZOOMS.length - 1)];
  sheet.style.setProperty("--zoom", zoom);
  $(".smaller").disabled = zoom === ZOOMS[0];
  $(".larger").disabled = zoom === ZOOMS[ZOOMS.length - 1];
  lead();
};

// The first box of the sentence, in the middle of what is seen.
const lead = () => {
  const box = $(".boxes span");
  const seen = $(".sheets");
  if (!box) return seen.scrollTo(0, 0);
  const [at, within] = [box.getBoundingClientRect(), seen.getBoundingClientRect()];
  seen.scrollBy(at.left - within.left - within.width / 3, at.top - within.top - within.height / 3);
};

const draw = (reply) => {
  $(".where").textContent = words.say("printed.page-of", { page: String(reply.page), pages: String(reply.pages) });
  $(".previous").disabled = reply.page === 1;
  $(".next").disabled = reply.page === reply.pages;
  if (!dialog.contains(document.activeElement) || document.activeElement.disabled) $(".sheets").focus();
  $(".said").innerHTML = reply.text; // escaped by the server
  sheet.hidden = !reply.picture;
  $(".text").open = !reply.picture || matchMedia("(max-width: 40rem)").matches;
  say(reply.missing || "");
  $(".original").hidden = !reply.original;
  $(".original").href = reply.original ? `${reply.original}#page=${reply.page}` : "";
  if (!reply.picture) return;
  const picture = $("img");
  picture.src = reply.picture;
  picture.alt = words.say("printed.picture", { page: String(reply.page), document: reply.document });
  sheet.style.setProperty("--ratio", reply.ratio);
  $(".boxes").replaceChildren(
    ...reply.boxes.map(([left, top, right, bottom]) => {
      const box = document.createElement("span");
      const percent = (part) => `${(100 * part).toFixed(3)}%`;
      Object.assign(box.style, {
        left: percent(left), top: percent(top), width: percent(right - left), height: percent(bottom - top),
      });
      return box;
    }),
  );
};

const look = async (page) => {
  const mine = ++newest;
  shown.page = page;
  dialog.ariaBusy = "true";
  const { paper, start, end } = shown;
  const reply = await common.call(server, "show_page", { paper, page, start, end }, say);
  if (mine !== newest || !dialog.open) return;
  dialog.ariaBusy = "false";
  if (reply.error) return say(reply.error);
  draw(reply);
  requestAnimationFrame(lead);
};

const open = (button) => {
  opener = button;
  const { paper, title, page, start, end } = button.dataset;
  shown = { paper, start, end };
  $("h2").textContent = title;
  say("");
  sheet.hidden = $(".original").hidden = true;
  $(".said").replaceChildren();
  $(".where").textContent = "";
  if (!dialog.open) dialog.showModal();
  zoom = 1;
  scale(0);
  look(Number(page));
};

document.addEventListener("click", (event) => {
  const button = event.target.closest && event.target.closest("button[data-printed]");
  if (button) open(button);
});

element.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest(".close")) return dialog.close();
  if (event.target.closest(".previous")) look(shown.page - 1);
  if (event.target.closest(".next")) look(shown.page + 1);
  if (event.target.closest(".larger")) scale(1);
  if (event.target.closest(".smaller")) scale(-1);
});

dialog.addEventListener("keydown", (event) => {
  const key = { PageUp: ".previous", PageDown: ".next", "+": ".larger", "=": ".larger", "-": ".smaller" }[event.key];
  if (!key || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  $(key).click();
});

dialog.addEventListener("close", () => {
  newest++;
  if (opener && opener.isConnected) opener.focus();
});
