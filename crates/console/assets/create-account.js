/**
 * @file Makes an account for an address: asks for the mail that verifies it, and takes its link.
 *
 *     <div data-module="create-account" data-token="TOKEN OF THE LINK, OR EMPTY" data-email="ADDRESS OF THE LINK">
 *       <section data-step="address">
 *         <form method="post" hx-boost="false">
 *           message, fields `email` and `name`, button
 *         </form>
 *       </section>
 *       <section data-step="mailed" hidden>…a mail is on its way to <b data-shown="email"></b>…</section>
 *       <section data-step="password" hidden>
 *         <form method="post" hx-boost="false">
 *           message, <b data-shown="email"></b>, fields `new-password`, `new-password-again` and `hint`, button
 *         </form>
 *       </section>
 *     </div>
 *
 * Ends on `/account`, signed in.
 */

import { keys } from "./keys.js";
import { fill, find, newPassword, onSubmit, showStep, value, visit } from "./page.js";

/** @param {HTMLElement} root */
export function start(root) {
  let token = root.dataset["token"] ?? "";
  let email = root.dataset["email"] ?? "";
  const show = (/** @type {string} */ step) => {
    fill(root, { email });
    showStep(root, step);
  };

  const address = find(root, '[data-step="address"] form');
  onSubmit(address, async () => {
    email = value(address, "email");
    token = (await keys.sendVerificationEmail({ email, name: value(address, "name") })) ?? "";
    show(token ? "password" : "mailed");
  });

  const password = find(root, '[data-step="password"] form');
  onSubmit(password, async () => {
    const chosen = newPassword(password);
    const proof = { emailVerificationToken: token };
    await keys.createAccount({ email, password: chosen, hint: value(password, "hint"), proof });
    await keys.signIn({ login: { email, password: chosen } });
    visit("/account");
  });

  if (token) show("password");
}
