// The About tab: its text comes from the server when it is opened; its buttons fetch all papers as a file.
const $ = (selector) => element.querySelector(selector);
const say = (text) =>
  $(".drawn").replaceChildren(Object.assign(document.createElement("p"), { className: "said", textContent: text }));

const draw = async () => {
  const reply = await common.call(server, "draw", {}, say);
  if (reply.error) return say(reply.error);
  $(".drawn").innerHTML = reply.html; // escaped by the server
};
draw();

element.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-form]");
  if (!button) return;
  const reply = await common.call(server, "export", button.dataset.form, () => {});
  if (reply.error) button.closest("section").append(reply.error);
  else common.download(reply);
});

common.onRenewal(element, draw);
