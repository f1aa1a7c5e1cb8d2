const page = document.getElementById("api-docs");
SwaggerUIBundle({
  url: page.dataset.schema,
  domNode: page,
  deepLinking: true,
  validatorUrl: null,
  syntaxHighlight: false,
});
