const page = document.getElementById("api-docs");
const token = document.querySelector("meta[name=csrf-token]").content;

// Whoever is signed in here may try things out under their own session.
function withToken(request) {
  if (new URL(request.url, location.href).origin === location.origin) request.headers["X-CSRFToken"] = token;
  return request;
}

SwaggerUIBundle({
  url: page.dataset.schema,
  domNode: page,
  deepLinking: true,
  validatorUrl: null,
  syntaxHighlight: false,
  requestInterceptor: withToken,
});
