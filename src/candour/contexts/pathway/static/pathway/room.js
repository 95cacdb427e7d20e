// Keeps what is typed in the room when the network goes: in this page, and nowhere else on the device. The form is sent in
// the background; what cannot be sent waits, is said so, and is tried again. Without this file the same form is sent as
// any other. The server refuses what it has already: sending again does nothing twice.
const again = 5000;
let waiting = 0;
let holds = false;

const main = () => document.querySelector("main");

function say(form, text, isSending = false) {
  const place = form.querySelector("[data-room-said]");
  place.textContent = text;
  place.hidden = !text;
  place.classList.toggle("panel-said--sends", isSending);
}

function show(text, address) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.querySelector("main")?.parentElement; // with the way back, which stands above it
  if (!fresh) return false;
  main().parentElement.replaceWith(document.adoptNode(fresh));
  document.title = page.title;
  if (address !== window.location.href) window.history.pushState(null, "", address);
  const first = main().querySelector(".govuk-error-summary, h1");
  first?.setAttribute("tabindex", "-1");
  first?.focus();
  const place = new URL(address).hash.slice(1);
  if (place) document.getElementById(place)?.scrollIntoView();
  return true;
}

async function renew(form) {
  // A new sign-in has a new token: what was typed stays, the token is exchanged.
  const answer = await fetch(window.location.href, { credentials: "same-origin", cache: "no-store" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("form[data-room] input[name=csrfmiddlewaretoken]");
  if (token) form.querySelector("input[name=csrfmiddlewaretoken]").value = token.value;
  return Boolean(token);
}

async function send(form, isRenewed = false) {
  window.clearTimeout(waiting);
  const { roomWaits, roomSends, roomOut, roomFault } = form.dataset;
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  say(form, roomSends, true);
  let answer;
  let text;
  try {
    answer = await fetch(window.location.href, {
      method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", cache: "no-store",
    });
    text = await answer.text();
  } catch {
    button.disabled = false;
    holds = true;
    say(form, roomWaits);
    waiting = window.setTimeout(() => send(form), again);
    return;
  }
  button.disabled = false;
  const path = new URL(answer.url).pathname;
  if (answer.status >= 500) {
    say(form, roomFault);
  } else if (answer.status === 403 && !isRenewed) {
    if (await renew(form).catch(() => false)) await send(form, true);
    else say(form, roomOut);
  } else if (!path.startsWith("/panels/")) {
    say(form, roomOut);
  } else if (show(text, answer.url)) {
    holds = false;
    begin();
  } else {
    say(form, roomFault);
  }
}

function begin() {
  const form = document.querySelector("form[data-room]");
  if (!form) return;
  form.addEventListener("input", () => { holds = true; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

window.addEventListener("online", () => {
  const form = document.querySelector("form[data-room]");
  if (form && !form.querySelector("[data-room-said]").hidden) send(form);
});
window.addEventListener("beforeunload", (event) => {
  if (holds) event.preventDefault();
});
window.addEventListener("popstate", () => window.location.reload());
document.addEventListener("click", (event) => {
  if (event.target.closest("form[data-room] a")) holds = false;
});
begin();
