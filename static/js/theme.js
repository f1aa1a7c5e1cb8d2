// The theme changes under the finger; the form that carries it saves it for next time.
export function watchThemes() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-theme-form]");
    if (!form) return;
    event.preventDefault();
    const theme = event.submitter.value;
    document.documentElement.dataset.theme = theme;
    for (const button of form.querySelectorAll("button[name=theme]")) {
      button.setAttribute("aria-pressed", String(button.value === theme));
    }
    const body = new FormData(form, event.submitter);
    fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
  });
}
