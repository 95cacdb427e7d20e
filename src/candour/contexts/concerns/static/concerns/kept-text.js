// Puts a kept text into the letter at once. Without this file the same button sends the form and the office does it.
const chooser = document.querySelector("[data-kept]");
const letter = document.querySelector("textarea[name=text]");
if (chooser && letter) {
  const list = chooser.querySelector("select");
  const drafts = new Set(["", letter.defaultValue.trim()]);
  for (const option of list.options) drafts.add((option.dataset.text ?? "").trim());
  chooser.querySelector("button[name=insert]").addEventListener("click", (event) => {
    event.preventDefault();
    const text = list.selectedOptions[0]?.dataset.text;
    if (!text) {
      list.focus();
      return;
    }
    const typed = letter.value.replaceAll("\r\n", "\n").trim();
    letter.value = drafts.has(typed) ? text : `${typed}\n\n${text}`;
    letter.focus();
    letter.setSelectionRange(0, 0);
    letter.scrollTop = 0;
  });
}
