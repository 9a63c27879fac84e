/**
 * @file Asks for the master password, then sends a form again that needed it.
 *
 *     <div data-module="verify">
 *       <form method="post" action="…" data-again hidden>what is sent then</form>
 *       <form method="post" hx-boost="false" data-asks>message, field `password`, button</form>
 *     </div>
 */

import { keys } from "./keys.js";
import { emptySecrets, find, onSubmit, value } from "./page.js";

/** @param {HTMLElement} root */
export function start(root) {
  const asks = find(root, "form[data-asks]");
  onSubmit(asks, async () => {
    await keys.verify({ password: value(asks, "password") });
    emptySecrets(asks);
    /** @type {HTMLFormElement} */ (find(root, "form[data-again]")).requestSubmit();
  });
}
