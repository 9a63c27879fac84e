/**
 * @file Gives a member a new master password.
 *
 *     <div data-module="recover" data-organization="ID" data-member="ID OF THE MEMBERSHIP"
 *          data-policy="WHAT THE ORGANIZATION WANTS OF IT, AS JSON">
 *       <section data-step="choose">
 *         <form method="post" hx-boost="false">message, fields `new-password`, `new-password-again` and `password`, button</form>
 *       </section>
 *       <section data-step="done" hidden>…what to tell the member…</section>
 *     </div>
 */

import { keys } from "./keys.js";
import { emptySecrets, find, newPassword, onSubmit, showStep, value } from "./page.js";

/** @param {HTMLElement} root */
export function start(root) {
  const { organization = "", member = "", policy } = root.dataset;
  const form = find(root, '[data-step="choose"] form');
  onSubmit(form, async () => {
    const chosen = newPassword(form, JSON.parse(policy || "null"));
    await keys.recoverAccount({ organization, member, password: value(form, "password"), newPassword: chosen });
    emptySecrets(form);
    showStep(root, "done");
  });
}
