/**
 * @file Keeps a part of a page up to date: the server sends it anew, as the page itself shows it, whenever it changes.
 *
 *     <section data-module="live" data-from="/…/live">
 *       <div data-live>what is replaced</div>
 *       <p data-over hidden>the page is not told any more: load it again</p>
 *     </section>
 */

import { find } from "./page.js";

/** @param {HTMLElement} root */
export function start(root) {
  const source = new EventSource(root.dataset["from"] ?? "");
  /** The page that listens may be gone, since htmx put another one in its place. */
  const isGone = () => {
    if (root.isConnected) return false;
    source.close();
    return true;
  };
  source.addEventListener("part", (event) => {
    if (isGone()) return;
    find(root, "[data-live]").innerHTML = /** @type {MessageEvent<string>} */ (event).data;
    // Moments in it are shown in the reader's zone, as on every new page.
    document.dispatchEvent(new Event("htmx:load"));
  });
  const over = () => {
    source.close();
    find(root, "[data-over]").hidden = false;
  };
  source.addEventListener("over", over);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) over();
  });
  document.addEventListener("htmx:load", isGone);
}
