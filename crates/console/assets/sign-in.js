/**
 * @file Signs in. Whose password was set by an admin goes on to choose another.
 *
 *     <div data-module="sign-in" data-return="/PATH TO GO TO">
 *       <section data-step="password">
 *         <form method="post" hx-boost="false">message, fields `email` and `password`, button</form>
 *       </section>
 *       <section data-step="code" hidden>the form of sign-in-codes.js</section>
 *     </div>
 */

import { emptySecrets, find, onSubmit, say, showStep, text, value, visit } from "./page.js";
import { signInWithCodes } from "./sign-in-codes.js";

/** @typedef {import("./sign-in-codes.js").SignedIn} SignedIn */

/** @param {HTMLElement} root */
export function start(root) {
  const password = find(root, '[data-step="password"] form');
  const code = find(root, '[data-step="code"] form');
  const done = async (/** @type {SignedIn} */ { mustChangePassword }) => {
    visit(mustChangePassword ? "/account/password" : (root.dataset["return"] ?? "/"));
  };
  if (!isSecureContext) say(password, text("insecure-context"));
  onSubmit(password, async () => {
    const login = { email: value(password, "email"), password: value(password, "password") };
    const signedIn = await signInWithCodes(code, login, done);
    emptySecrets(password);
    if (signedIn) await done(signedIn);
    else showStep(root, "code");
  });
}
