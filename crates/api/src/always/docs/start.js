// Starts Swagger UI on the document of this server. A file of its own: the page allows no script within it.
window.addEventListener("load", () => {
  SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#page",
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    // Would send the document to another server.
    validatorUrl: null,
  });
});
