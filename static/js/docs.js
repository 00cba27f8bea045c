/* global SwaggerUIBundle -- loaded by the page as a classic script */
const root = /** @type {HTMLElement} */ (document.getElementById("swagger-ui"));
// @ts-expect-error the bundle has no types
SwaggerUIBundle({ url: root.dataset.schema, domNode: root, deepLinking: true });
