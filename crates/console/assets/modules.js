/**
 * @file Starts page modules: `data-module="confirm"` on an element loads `confirm.js` and calls its `start(element)`, on the
 * first page and on whatever htmx puts in its place.
 */

/** Only these: the attribute is not to name anything else. @type {Record<string, () => Promise<{start(element: HTMLElement): void}>>} */
const MODULES = {
  "accept": () => import("./accept.js"),
  "account": () => import("./account.js"),
  "confirm": () => import("./confirm.js"),
  "create-account": () => import("./create-account.js"),
  "names": () => import("./names.js"),
  "sign-in": () => import("./sign-in.js"),
  "two-step": () => import("./two-step.js"),
  "verify": () => import("./verify.js"),
};

const started = new WeakSet();

/** @param {ParentNode} within */
function startAll(within) {
  for (const element of within.querySelectorAll("[data-module]")) {
    const load = MODULES[element.getAttribute("data-module") ?? ""];
    if (!load || started.has(element) || !(element instanceof HTMLElement)) continue;
    started.add(element);
    load().then(({ start }) => start(element)).catch(console.error);
  }
}

startAll(document);
document.addEventListener("htmx:load", () => startAll(document));
document.addEventListener("htmx:historyRestore", () => startAll(document));
