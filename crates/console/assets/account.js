/**
 * @file The member's own account: each form does what its `data-do` says.
 *
 *     <form method="post" hx-boost="false" data-module="account" data-do="password"
 *           data-policy="WHAT ORGANIZATIONS WANT OF IT, AS JSON">
 *       message, fields `password`, `new-password`, `new-password-again` and `hint`, button
 *     </form>
 *     <form method="post" hx-boost="false" data-module="account" data-do="temporary-password">the same fields</form>
 *     <div data-module="account" data-do="email">
 *       <section data-step="address"><form method="post" hx-boost="false">message, fields `email` and `password`, button</form></section>
 *       <section data-step="code" hidden><form method="post" hx-boost="false">message, field `code`, button</form></section>
 *     </div>
 *     <form method="post" hx-boost="false" data-module="account" data-do="delete">
 *       message, field `password`, <input type="checkbox" required>, button
 *     </form>
 *     <p data-module="account" data-do="phrase"><b data-phrase></b> <button type="button" data-show>…</button>
 *       <span data-message role="alert" hidden></span></p>
 *
 * All but the last end on `/sign-in`, since every session has ended.
 */

import { keys } from "./keys.js";
import { busy, emptySecrets, find, newPassword, onSubmit, showStep, value, visit } from "./page.js";
import { forgetAll } from "./remembered.js";
import { withKeys } from "./unlock.js";

/** @type {Record<string, (element: HTMLElement) => void>} */
const START = {
  "password": (form) => onSubmit(form, () => changed(form, (chosen) => keys.changePassword(chosen))),
  "temporary-password": (form) => onSubmit(form, () => changed(form, (chosen) => keys.replaceTemporaryPassword(chosen))),
  "email": changeEmail,
  "delete": (form) => {
    onSubmit(form, async () => {
      await keys.deleteAccount({ password: value(form, "password") });
      left(form, "delete");
    });
  },
  "phrase": (element) => {
    const show = async () => {
      find(element, "[data-phrase]").textContent = await withKeys(() => keys.ownPhrase());
      find(element, "[data-show]").hidden = true;
    };
    find(element, "[data-show]").addEventListener("click", () => void busy(element, show));
  },
};

/** @param {HTMLElement} element */
export function start(element) {
  START[element.dataset["do"] ?? ""]?.(element);
}

/**
 * @param {HTMLElement} form
 * @param {(chosen: {password: string, newPassword: string, hint: string}) => Promise<void>} change
 */
async function changed(form, change) {
  const chosen = newPassword(form, JSON.parse(form.dataset["policy"] || "null"));
  await change({ password: value(form, "password"), newPassword: chosen, hint: value(form, "hint") });
  left(form, "password");
}

/** @param {HTMLElement} root */
function changeEmail(root) {
  const address = find(root, '[data-step="address"] form');
  const code = find(root, '[data-step="code"] form');
  const wanted = () => ({ newEmail: value(address, "email"), password: value(address, "password") });
  onSubmit(address, async () => {
    await keys.requestEmailChange(wanted());
    showStep(root, "code");
  });
  onSubmit(code, async () => {
    await keys.changeEmail({ ...wanted(), code: value(code, "code") });
    emptySecrets(address);
    left(code, "email");
  });
}

/** Every session is over, and nothing is remembered. @param {HTMLElement} form @param {"password" | "email" | "delete"} after What was done. */
function left(form, after) {
  emptySecrets(form);
  forgetAll();
  visit(`/sign-in?after=${after}`);
}
