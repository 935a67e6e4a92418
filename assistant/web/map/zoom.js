// Zooming and panning of a picture by wheel, fingers, mouse, buttons and keys. The picture's ground is drawn larger
// than its frame, so that marks move apart and stay as large as they are. Nothing is animated.
const MOST_ZOOM = 12;
const STILL = 4; // pixels that a pointer may move and still click

/** Makes the picture in a frame zoomable. `changed` is told of each change; `told` says how it is zoomed, as text. */
const zoomable = (frame, changed) => {
  const svg = frame.querySelector("svg");
  const ground = svg.querySelector(".ground");
  const buttons = frame.querySelectorAll("[data-zoom]");
  const pointers = new Map();
  let moved = false;
  let scale = 1;
  let x = 0; // where the ground begins, in widths and heights of the frame
  let y = 0;

  const draw = () => {
    x = Math.min(0, Math.max(1 - scale, x));
    y = Math.min(0, Math.max(1 - scale, y));
    for (const [name, value] of Object.entries({ x, y, width: scale, height: scale }))
      ground.setAttribute(name, `${100 * value}%`);
    svg.classList.toggle("zoomed", scale > 1);
    for (const button of buttons)
      button.disabled = Number(button.dataset.zoom) > 1 ? scale >= MOST_ZOOM : scale <= 1;
    changed();
  };

  // A place on the screen in widths and heights of the frame; without one, its middle.
  const inFrame = ([left, top] = []) => {
    const box = svg.getBoundingClientRect();
    return left === undefined ? [0.5, 0.5] : [(left - box.left) / box.width, (top - box.top) / box.height];
  };

  // What is at `place` stays there.
  const zoom = (factor, place) => {
    const [u, v] = inFrame(place);
    const wanted = Math.min(MOST_ZOOM, Math.max(1, scale * factor));
    x = u - ((u - x) * wanted) / scale;
    y = v - ((v - y) * wanted) / scale;
    scale = wanted;
    draw();
  };

  const pan = (dx, dy) => {
    const box = svg.getBoundingClientRect();
    x += dx / box.width;
    y += dy / box.height;
    draw();
  };

  // Moves the ground until a mark is in the frame.
  const reveal = (mark) => {
    const [u, v] = inFrame(middle(mark));
    if (u < 0.04 || u > 0.96) x += 0.5 - u;
    if (v < 0.04 || v > 0.96) y += 0.5 - v;
    draw();
  };

  svg.addEventListener("pointerdown", (event) => {
    if (!pointers.size) moved = false;
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
  });
  svg.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
    if (!moved && Math.hypot(dx, dy) < STILL) return;
    const other = [...pointers].find(([id]) => id !== event.pointerId);
    if (!other && scale === 1) return;
    moved = true;
    svg.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, now);
    if (!other) return pan(dx, dy);
    const away = (place) => Math.hypot(place[0] - other[1][0], place[1] - other[1][1]);
    pan(dx / 2, dy / 2);
    zoom(away(now) / Math.max(away(before), 1), [(now[0] + other[1][0]) / 2, (now[1] + other[1][1]) / 2]);
  });
  for (const name of ["pointerup", "pointercancel"])
    svg.addEventListener(name, (event) => pointers.delete(event.pointerId));
  svg.addEventListener("click", (event) => moved && event.stopPropagation(), true);

  // A wheel over the whole picture scrolls the page; it zooms with Ctrl, as pinching a touchpad does, and where the
  // visitor is in the picture already.
  svg.addEventListener(
    "wheel",
    (event) => {
      const inside = scale > 1 || svg.contains(document.activeElement);
      if (!event.ctrlKey && !event.metaKey && (!inside || (scale === 1 && event.deltaY > 0))) return;
      event.preventDefault();
      const pixels = event.deltaMode ? 16 * event.deltaY : event.deltaY;
      const factor = Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002));
      zoom(Math.min(2, Math.max(0.5, factor)), [event.clientX, event.clientY]);
    },
    { passive: false },
  );

  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const factor = { "+": 1.6, "=": 1.6, "-": 1 / 1.6, 0: 0 }[event.key];
    const side = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (factor !== undefined) zoom(factor, event.target.matches("[tabindex]") ? middle(event.target) : undefined);
    else if (side && event.shiftKey) pan(...side);
    else return;
    event.preventDefault();
    event.stopPropagation(); // an arrow alone leads to the next mark
  });

  // The buttons zoom at what was found, if anything was.
  const foundAt = () => {
    const places = [...svg.querySelectorAll(".sought")].map(middle);
    return places.length ? [0, 1].map((axis) => places.reduce((sum, at) => sum + at[axis], 0) / places.length) : undefined;
  };
  for (const button of buttons)
    button.addEventListener("click", () => zoom(Number(button.dataset.zoom), foundAt()));
  svg.addEventListener("focusin", (event) => event.target.matches("[tabindex]") && reveal(event.target));

  const told = () => (scale > 1 ? [scale, x, y].map((value) => value.toFixed(3)).join(",") : "");
  const show = (text) => {
    const [to, left, top] = text.split(",").map(Number);
    const known = text && [to, left, top].every(Number.isFinite);
    scale = known ? Math.min(MOST_ZOOM, Math.max(1, to)) : 1;
    [x, y] = known ? [left, top] : [0, 0];
    draw();
  };
  show("");
  return { show, told };
};
