// The way out, by pressing Esc three times. Replaces this page in the browser's history, where a link cannot.
const link = document.querySelector("[data-leave]");
const leave = () => {
  document.documentElement.hidden = true;
  window.location.replace(link.href);
};
let pressed = [];
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    pressed = [];
    return;
  }
  pressed = [...pressed.filter((at) => event.timeStamp - at < 3000), event.timeStamp];
  if (pressed.length >= 3) {
    event.preventDefault(); // Esc would otherwise stop the page that is about to load
    leave();
  }
});
link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
