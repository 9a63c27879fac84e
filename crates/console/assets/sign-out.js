/**
 * @file Forgets the keys when somebody signs out.
 *
 *     <form method="post" action="/sign-out" data-module="sign-out">…</form>
 */

import { keys } from "./keys.js";

/** @param {HTMLElement} form */
export function start(form) {
  form.addEventListener("submit", () => void keys.lock().catch(() => {}));
}
