/** The widget of a notebook: the page in a sandboxed frame, and the traits that it shares with Python. */

/** @import {AnyModel} from "./widget.d.ts" */

/** Until the page tells its height (px). */
const HEIGHT = 760;
const HIGHEST = 20_000;
const SHARED = ["view", "selected"];

/**
 * @param {{model: AnyModel, el: HTMLElement}} place
 */
function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-downloads");
  frame.title = model.get("_title");
  frame.style.cssText = `display:block;width:100%;height:${HEIGHT}px;border:0;background:#fff`;
  frame.srcdoc = new TextDecoder().decode(model.get("_page"));
  let [answered, noting] = [false, false];
  /** What the page said last, so that it is not told its own words. */
  let heard = "";

  /** @param {string} view @param {Uint32Array} rows */
  const key = (view, rows) => `${view}\n${rows}`;

  function tell() {
    const [view, selected] = [model.get("view"), rowsOf(model.get("selected"))];
    if (noting || (answered && key(view, selected) === heard)) return;
    frame.contentWindow?.postMessage({ strikemap: { view, selected } }, "*");
  }

  /** @param {{view: unknown, selected: unknown, hidden?: unknown}} said */
  function note({ view, selected, hidden }) {
    if (typeof view !== "string" || !(selected instanceof Uint32Array)) return;
    answered = noting = true;
    heard = key(view, selected);
    model.set("view", view);
    model.set("_told", view);
    model.set("selected", bytesOf(selected));
    if (hidden instanceof Uint32Array) model.set("_hidden", bytesOf(hidden));
    noting = false;
    model.save_changes();
  }

  /** @param {MessageEvent} event */
  function listen({ source, data }) {
    if (source !== frame.contentWindow) return;
    const said = data?.strikemap;
    if (said > 0 && said < HIGHEST) frame.style.height = `${said}px`;
    if (said && typeof said === "object") note(said);
    else if (!answered) tell();
  }

  window.addEventListener("message", listen);
  frame.addEventListener("load", () => {
    answered = false;
    tell();
  });
  for (const name of SHARED) model.on(`change:${name}`, tell);
  el.append(frame);
  return () => {
    window.removeEventListener("message", listen);
    for (const name of SHARED) model.off(`change:${name}`, tell);
  };
}

/**
 * Rows out of the bytes of a trait.
 *
 * @param {DataView} bytes
 */
function rowsOf(bytes) {
  const n = Math.floor(bytes.byteLength / 4);
  return Uint32Array.from({ length: n }, (_, i) => bytes.getUint32(4 * i, true));
}

/**
 * @param {Uint32Array} rows
 * @returns {DataView}
 */
function bytesOf(rows) {
  const made = new DataView(new ArrayBuffer(4 * rows.length));
  rows.forEach((row, i) => made.setUint32(4 * i, row, true));
  return made;
}

export default { render };
