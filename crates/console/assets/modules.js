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
  "live": () => import("./live.js"),
  "names": () => import("./names.js"),
  "recover": () => import("./recover.js"),
  "sign-in": () => import("./sign-in.js"),
  "two-step": () => import("./two-step.js"),
  "verify": () => import("./verify.js"),
};

/** Each element's module, once it has been asked for. @type {WeakMap<Element, Promise<void>>} */
const started = new WeakMap();

/** @param {ParentNode} within */
function startAll(within) {
  for (const element of within.querySelectorAll("[data-module]")) {
    const load = MODULES[element.getAttribute("data-module") ?? ""];
    if (!load || started.has(element) || !(element instanceof HTMLElement)) continue;
    const coming = load().then(({ start }) => {
      element.dataset["ready"] = "";
      start(element);
    });
    coming.catch(console.error);
    started.set(element, coming);
  }
}

// Whoever is quicker than the module, such as a password manager: the form waits, and is sent once the module sees to it.
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const element = form.closest("[data-module]:not([data-ready])");
  const coming = element ? started.get(element) : undefined;
  if (!coming) return;
  event.preventDefault();
  event.stopPropagation();
  coming.then(() => form.requestSubmit(event.submitter)).catch(() => {});
}, true);

startAll(document);
document.addEventListener("htmx:load", () => startAll(document));
document.addEventListener("htmx:historyRestore", () => startAll(document));
