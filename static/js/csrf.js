// Requests that htmx sends prove that they come from our page.
export function sendCsrfToken() {
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector("meta[name=csrf-token]");
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });
}
