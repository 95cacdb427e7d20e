// Single keys for those who work through lists all day. The page does everything without this file, and each key only
// moves the focus, ticks a box or follows a link that stands there.
const box = document.querySelector("[data-keys]");
const STORED = "candour-single-keys";

const remembered = () => {
  try {
    return window.localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // a browser that stores nothing: on until the page is left
  }
};

const remember = (isOn) => {
  try {
    window.localStorage.setItem(STORED, isOn ? "on" : "off");
  } catch {
    // nothing is kept, and the box on the page still counts for this page
  }
};

const isTyping = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit])"));

if (box) {
  const help = box.querySelector("dialog");
  const isOn = box.querySelector("[data-keys-on]");
  box.hidden = false;
  isOn.checked = remembered();
  isOn.addEventListener("change", () => remember(isOn.checked));
  box.querySelector("[data-keys-help]").addEventListener("click", () => help.showModal());
  box.querySelector("[data-keys-close]").addEventListener("click", () => help.close());

  // What j and k walk through: the references of a list, or the headings of a case.
  const stops = () => {
    const rows = [...document.querySelectorAll(".concerns-inbox__reference")];
    return rows.length ? rows : [...document.querySelectorAll(".concerns-case h2")];
  };
  const here = (found) => found.findIndex((stop) => stop === document.activeElement || stop.closest("tr")?.contains(document.activeElement));
  const go = (step) => {
    const found = stops();
    if (!found.length) return;
    const at = here(found);
    const next = found[at < 0 ? (step > 0 ? 0 : found.length - 1) : Math.min(Math.max(at + step, 0), found.length - 1)];
    if (!next.matches("a, button, input")) next.tabIndex = -1;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    const found = stops();
    const at = here(found);
    const to = found[at]?.matches("a") ? found[at] : document.querySelector(".concerns-steps .govuk-button");
    if (at >= 0 || !document.querySelector(".concerns-inbox")) to?.click();
  };
  const tick = () => {
    const found = stops();
    const ticked = found[here(found)]?.closest("tr")?.querySelector(".concerns-tick");
    if (ticked) ticked.click();
  };
  const back = () => document.querySelector(".govuk-back-link")?.click();
  const does = { j: () => go(1), k: () => go(-1), o: open, x: tick, u: back };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") || !isOn.checked) return;
    if (event.key === "?") help.showModal();
    else if (Object.hasOwn(does, event.key)) does[event.key]();
    else return;
    event.preventDefault();
  });
}
