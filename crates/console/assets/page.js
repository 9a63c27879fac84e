/**
 * @file What the page modules share: texts, fields, steps, forms that are busy, moving on.
 *
 * The layout has one `<template id="key-texts">` with an element `<p data-text="CODE">…</p>` for each code of
 * `keys/error.js` and each text that a module names at its top.
 *
 * A form of a page module looks like this. It has `hx-boost="false"`, since the module sends it; its secret fields have no
 * `name`, so that nothing is sent with it before the module has come:
 *
 *     <form method="post" hx-boost="false" data-module="create-account">
 *       <p data-message role="alert" hidden></p>
 *       <input type="password" id="password" data-field="password" autocomplete="new-password" required>
 *       <button>…</button>
 *     </form>
 *
 * Parts of a page that follow one another are `<section data-step="NAME">`, all but the first of them `hidden`.
 */

import { KeysError } from "./keys/error.js";
import { requireStrength } from "./keys/password-policy.js";

/** @typedef {import("./keys/password-policy.js").PasswordPolicy} PasswordPolicy */

/**
 * An element that the module cannot do without.
 *
 * @param {ParentNode} within
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function find(within, selector) {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return found;
}

/** @param {ParentNode} within @param {string} name */
export function field(within, name) {
  return /** @type {HTMLInputElement} */ (find(within, `[data-field="${name}"]`));
}

/** What is typed into a field; nothing where the page does not have it. @param {ParentNode} within @param {string} name */
export function value(within, name) {
  return within.querySelector(`[data-field="${name}"]`) ? field(within, name).value : "";
}

/** The text of a code, with `{name}` replaced. @param {string} code @param {Record<string, string | number>} [values] */
export function text(code, values = {}) {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("key-texts"));
  const found = template?.content.querySelector(`[data-text="${code}"]`)?.textContent ?? code;
  return found.replaceAll(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** The words for an error: ours, or the server's own. @param {unknown} error */
export function wordsOf(error) {
  if (!(error instanceof KeysError)) {
    console.error(error);
    return text("failed");
  }
  if (error.code === "refused" && error.words) return error.words;
  return text(error.code, { length: error.details.length ?? "" });
}

/** Shows a message in place of an older one; none hides it. @param {ParentNode} within @param {string | null} message */
export function say(within, message) {
  const place = find(within, "[data-message]");
  place.hidden = message === null;
  place.textContent = message ?? "";
}

/** Puts words into the places that `data-shown` names. @param {ParentNode} within @param {Record<string, string>} shown */
export function fill(within, shown) {
  for (const [name, words] of Object.entries(shown)) {
    for (const place of within.querySelectorAll(`[data-shown="${name}"]`)) place.textContent = words;
  }
}

/** Shows one step of a page, and puts the cursor into its first field. @param {ParentNode} within @param {string} name */
export function showStep(within, name) {
  for (const step of within.querySelectorAll("[data-step]")) {
    if (step instanceof HTMLElement) step.hidden = step.dataset["step"] !== name;
  }
  const step = find(within, `[data-step="${name}"]`);
  const first = step.querySelector("input:not([type=hidden]), button, a, h1, h2");
  // What is busy may be disabled at this moment.
  if (first instanceof HTMLElement) requestAnimationFrame(() => first.focus());
}

/**
 * Does the work of a form when it is sent, once at a time, and shows what goes wrong. Whose session is over signs in anew and
 * comes back.
 *
 * @param {HTMLElement} form
 * @param {() => Promise<void>} work
 */
export function onSubmit(form, work) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") void busy(form, work);
  });
}

/** The same for work that no form begins. @param {HTMLElement} form @param {() => Promise<void>} work */
export async function busy(form, work) {
  const buttons = [...form.querySelectorAll("button")].filter((button) => !button.disabled);
  form.setAttribute("aria-busy", "true");
  for (const button of buttons) button.disabled = true;
  say(form, null);
  try {
    await work();
  } catch (error) {
    const code = error instanceof KeysError ? error.code : null;
    if (code === "session-over") visit(`/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`);
    else if (code !== "cancelled") say(form, wordsOf(error));
  } finally {
    form.removeAttribute("aria-busy");
    for (const button of buttons) button.disabled = false;
  }
}

/**
 * A new master password that was typed twice, if the policy lets it be one.
 *
 * @param {HTMLElement} form With the fields `new-password` and `new-password-again`.
 * @param {PasswordPolicy | null} [policy]
 */
export function newPassword(form, policy) {
  const password = value(form, "new-password");
  if (password !== value(form, "new-password-again")) throw new KeysError("passwords-differ");
  requireStrength(password, policy);
  return password;
}

/** Empties the secret fields, so that a page that stays open shows none. @param {HTMLElement} form */
export function emptySecrets(form) {
  for (const input of form.querySelectorAll("input")) {
    if (input.type === "password" || input.autocomplete === "one-time-code") input.value = "";
  }
}

/**
 * Goes to a page of the console as a link would, boosted by htmx, so that the worker and its keys stay.
 *
 * @param {string} path
 */
export function visit(path) {
  const link = document.createElement("a");
  link.href = path;
  link.hidden = true;
  document.body.append(link);
  boost(link);
  link.click();
}

/**
 * Sends the fields of a form as htmx would, so that the worker and its keys stay. What a module fills in is sent this way,
 * since htmx leaves the form itself alone. Resolves once it is answered, unless another page has come by then.
 *
 * @param {HTMLFormElement} form
 * @returns {Promise<void>}
 */
export function send(form) {
  const sent = document.createElement("form");
  Object.assign(sent, { method: "post", action: form.action, hidden: true });
  for (const [name, value] of new FormData(form)) {
    sent.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(sent);
  boost(sent);
  const answered = new Promise((resolve, reject) => {
    // Whether it went well or not, `afterRequest` comes first and does not say which.
    sent.addEventListener("htmx:afterOnLoad", () => resolve(undefined));
    for (const end of ["htmx:sendError", "htmx:sendAbort", "htmx:timeout"]) {
      sent.addEventListener(end, () => reject(new KeysError("unreachable")));
    }
  });
  sent.requestSubmit();
  return answered.finally(() => sent.remove());
}

/** Has htmx see to what a script put into the page. @param {Element} element */
export function boost(element) {
  const { htmx } = /** @type {{htmx?: {process(element: Element): void}}} */ (/** @type {unknown} */ (window));
  htmx?.process(element);
}
