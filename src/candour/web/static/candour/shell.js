// Starts the design system's enhancements (focus on the error summary, one click per button, revealed questions).
// Every page works without this file.
const own = document.querySelector("script[data-components]");
document.body.classList.add("js-enabled", "govuk-frontend-supported");
import(own.dataset.components).then(({ Button, Checkboxes, ErrorSummary, Radios, SkipLink, createAll }) => {
  for (const component of [Button, Checkboxes, ErrorSummary, Radios, SkipLink]) createAll(component);
});
