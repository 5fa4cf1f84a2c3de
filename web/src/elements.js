/** Elements of the page, made from constant names and literal text only. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an HTML element. Strings among the children become text, never markup.
 *
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  for (const child of children) if (child !== null) node.append(child);
  return node;
}

/**
 * Make an element that holds a text of the data, isolated from the text around it.
 *
 * @param {string} tag
 * @param {string} text
 * @param {string} [className]
 * @returns {HTMLElement}
 */
export function said(tag, text, className = "") {
  const node = el(tag, { dir: "auto" }, text);
  if (className) node.className = className;
  return node;
}

/**
 * Make an element that holds a sentence in the language of the page, isolated likewise.
 *
 * @param {string} tag
 * @param {string} text
 * @param {string} [className]
 * @returns {HTMLElement}
 */
export function worded(tag, text, className = "") {
  return el(tag, { class: `worded ${className}`.trim() }, text);
}

/**
 * Put a table that may be wider than its place into a box that scrolls, by keyboard too.
 *
 * @param {HTMLElement} table
 * @param {string} name
 */
export function scrolled(table, name) {
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": name }, table);
}

/**
 * Make an SVG element.
 *
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function shape(tag, attributes = {}, ...children) {
  const node = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

/**
 * Return an address fit for a link, or null: http and https only.
 *
 * @param {string} address
 * @returns {URL | null}
 */
export function webAddress(address) {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  } catch {
    return null;
  }
}

/**
 * Make a link that tells the page it leads to nothing, or null for any other kind of address.
 *
 * @param {string} address
 * @param {string} label
 * @returns {HTMLElement | null}
 */
export function link(address, label) {
  const url = webAddress(address);
  if (!url) return null;
  const node = el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" });
  node.append(said("span", label), " ", said("span", url.hostname, "host"));
  return node;
}
