// Asks the browser for a passkey, or to make one, and sends its answer with the form. The server judges it.
const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const encode = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const readable = (options) => {
  const asked = { ...options, challenge: decode(options.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: decode(asked.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (asked[list]) asked[list] = asked[list].map((one) => ({ ...one, id: decode(one.id) }));
  }
  return asked;
};

const sendable = (credential) => {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = encode(credential.response[part]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const field = form.querySelector("[data-passkey-answer]");
  const trouble = form.querySelector("[data-passkey-trouble]");
  const publicKey = readable(JSON.parse(document.getElementById("passkey-options").textContent).publicKey);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    trouble.hidden = true;
    try {
      const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
      field.value = sendable(credential);
      form.submit();
    } catch {
      trouble.hidden = false;
      trouble.focus();
    }
  });
}
