// Warns before the session ends, and keeps it when asked. The server decides; this only tells.
const dialogue = document.getElementById("session-ending");
if (dialogue) {
  const { idleSeconds, warnSeconds, stillHere, signedOut } = dialogue.dataset;
  const left = dialogue.querySelector("[data-left]");
  const opened = left.textContent;
  let since = Date.now();
  // A page opened in another tab keeps the same session alive.
  const others = new BroadcastChannel("candour-session");
  others.postMessage("seen");
  others.addEventListener("message", () => {
    since = Date.now();
    if (dialogue.open) dialogue.close();
  });
  const remaining = () => Math.round(Number(idleSeconds) - (Date.now() - since) / 1000);
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "second", unitDisplay: "long" });
  const tick = () => {
    const seconds = remaining();
    if (seconds <= 0) {
      window.location.assign(signedOut);
    } else if (seconds <= Number(warnSeconds)) {
      if (!dialogue.open) dialogue.showModal();
      left.textContent = format.format(seconds);
    }
  };
  dialogue.querySelector("[data-stay]").addEventListener("click", async () => {
    const answer = await fetch(stillHere, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
    if (!answer.ok) {
      window.location.assign(signedOut);
      return;
    }
    since = Date.now();
    others.postMessage("seen");
    left.textContent = opened;
    dialogue.close();
  });
  dialogue.addEventListener("cancel", (event) => event.preventDefault());
  window.setInterval(tick, 1000);
}
