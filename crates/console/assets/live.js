/**
 * @file Keeps parts of a page up to date: the server sends them anew, as the page itself shows them, whenever they change.
 *
 *     <section data-module="live" data-from="/…/live">
 *       <div data-live="NAME">what is replaced by the element of that name which the server sends</div>
 *       <p data-over hidden>the page is not told any more: load it again</p>
 *     </section>
 *
 * A part may be anywhere on the page. One in which something is chosen, or has the focus, waits until that is over.
 */

import { boost, find } from "./page.js";

/** @param {HTMLElement} root */
export function start(root) {
  const source = new EventSource(root.dataset["from"] ?? "");
  const listening = new AbortController();
  const { signal } = listening;
  /** What was sent last, less what is in the page already. @type {Document | undefined} */
  let sent;
  /** The page that listens may be gone, since htmx put another one in its place. */
  const isGone = () => {
    if (root.isConnected) return false;
    source.close();
    listening.abort();
    return true;
  };
  const show = () => {
    if (isGone()) return;
    for (const part of sent?.querySelectorAll("[data-live]") ?? []) {
      const place = document.querySelector(`[data-live="${part.getAttribute("data-live")}"]`);
      if (!place || isInUse(place)) continue;
      place.replaceWith(part);
      boost(part);
      // Moments in it are shown in the reader's zone, as on every new page.
      document.dispatchEvent(new Event("htmx:load"));
    }
  };
  source.addEventListener("part", (event) => {
    sent = new DOMParser().parseFromString(/** @type {MessageEvent<string>} */ (event).data, "text/html");
    show();
  });
  const over = () => {
    source.close();
    find(root, "[data-over]").hidden = false;
  };
  source.addEventListener("over", over);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) over();
  });
  // The focus is nowhere for a moment while it moves on.
  for (const moment of ["change", "focusout"]) document.addEventListener(moment, () => setTimeout(show), { signal });
  document.addEventListener("htmx:load", isGone, { signal });
}

/** Whether a person would lose something if this was replaced. @param {Element} place */
function isInUse(place) {
  return place.contains(document.activeElement) || place.querySelector("input:checked") !== null;
}
