/** Finding and copying what the template has drawn; markup and its classes stay in the template. */

/**
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {T}
 * @throws {Error} when the template lacks it: a page that is half wired should say so at once
 */
export function find(root, selector) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(`nothing matches ${selector}`);
  return /** @type {T} */ (element);
}

/**
 * A copy of what a <template> holds.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function stamp(id) {
  const template = /** @type {HTMLTemplateElement} */ (find(document, `template#${id}`));
  const copy = template.content.firstElementChild?.cloneNode(true);
  return /** @type {HTMLElement} */ (copy);
}

/** @param {string} text what is on it, and what it is called @returns {HTMLButtonElement} */
export function buttonOf(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  return button;
}

/**
 * Write a text only when it differs, so that a live region does not speak twice.
 * @param {Element} element
 * @param {string} text
 */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Bring a list's items in line with values: one element for each key, in order, reused by key.
 * @template V
 * @param {Element} list
 * @param {readonly V[]} values
 * @param {{ key: (value: V) => string, make: (value: V) => HTMLElement, draw: (element: HTMLElement, value: V) => void }} how
 */
export function drawList(list, values, { key, make, draw }) {
  const kept = new Map([...list.children].map((child) => [child.getAttribute("data-key"), child]));
  values.forEach((value, index) => {
    const id = key(value);
    const element = /** @type {HTMLElement} */ (kept.get(id) ?? make(value));
    kept.delete(id);
    element.setAttribute("data-key", id);
    draw(element, value);
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
  });
  for (const gone of kept.values()) gone.remove();
}
