/**
 * @file A sign-in that may need a code: of an authenticator app, of a mail, for a new device, or the recovery code.
 *
 *     <form method="post" hx-boost="false">
 *       <p data-message role="alert" hidden></p>
 *       <p data-code-for="app" hidden>…</p>
 *       <p data-code-for="mail" hidden>…sent to <b data-shown="code-email"></b>…</p>
 *       <p data-code-for="device" hidden>…this browser is new: a code was sent by mail…</p>
 *       <p data-code-for="recovery" hidden>…the code switches two-step login off…</p>
 *       <input id="code" data-field="code" inputmode="numeric" autocomplete="one-time-code" required>
 *       <label data-remembers><input type="checkbox" data-field="remember">…no code in this browser for a while…</label>
 *       <button>…</button>
 *       <button type="button" data-send-again>…</button>
 *       <button type="button" data-use="app">…</button> <button type="button" data-use="mail">…</button>
 *       <button type="button" data-use="recovery">…</button>
 *     </form>
 */

import { keys } from "./keys.js";
import { KeysError } from "./keys/error.js";
import { busy, emptySecrets, field, fill, find, onSubmit, value } from "./page.js";
import { forget, remember, remembered } from "./remembered.js";

/** @typedef {"app" | "mail" | "device" | "recovery"} Kind */

/** Bitwarden's numbers. */
const PROVIDERS = { app: 0, mail: 1, remembered: 5, recovery: 8 };

/** The forms that wait for a code, each with what it does then. @type {WeakMap<HTMLElement, Asking>} */
const asking = new WeakMap();

/** @typedef {Awaited<ReturnType<typeof keys.signIn>>} SignedIn */
/** @typedef {{kind: Kind, offered: Kind[], done: (signedIn: SignedIn) => Promise<void>}} Asking */

/**
 * Signs in; a browser that is remembered shows what it was given in place of a code. Where that takes a code, the form is made
 * ready to ask for it, and does `done` once somebody is signed in with it.
 *
 * @param {HTMLElement} form
 * @param {{email: string, password: string}} login
 * @param {(signedIn: SignedIn) => Promise<void>} done
 * @returns {Promise<SignedIn | null>} Who is signed in; null asks to show the form.
 */
export async function signInWithCodes(form, login, done) {
  const code = remembered(login.email);
  try {
    return await keys.signIn(code ? { login, twoStep: { provider: PROVIDERS.remembered, code } } : { login });
  } catch (error) {
    // A code is asked for all the same: whatever ended the sign-ins ended this.
    if (code && error instanceof KeysError && error.code === "two-step") forget(login.email);
    await ask(form, error, done);
    return null;
  }
}

/** @param {HTMLElement} form @param {unknown} error @param {Asking["done"]} done */
async function ask(form, error, done) {
  if (!(error instanceof KeysError)) throw error;
  if (!asking.has(form)) bind(form);
  if (error.code === "new-device") {
    asking.set(form, { kind: "device", offered: [], done });
    return turnTo(form, "device");
  }
  if (error.code !== "two-step") throw error;
  const providers = error.details.providers ?? [];
  const offered = /** @type {Kind[]} */ (["app", "mail"]).filter((kind) => {
    return providers.some(({ number }) => number === PROVIDERS[/** @type {"app" | "mail"} */ (kind)]);
  });
  const first = offered[0] ?? "recovery";
  const mailed = providers.find(({ email }) => email !== null)?.email ?? "";
  fill(form, { "code-email": mailed });
  asking.set(form, { kind: first, offered: [...offered, "recovery"], done });
  await turnTo(form, first);
}

/** Asks for a code of this kind, and has it sent where it comes by mail. @param {HTMLElement} form @param {Kind} kind */
async function turnTo(form, kind) {
  const now = /** @type {Asking} */ (asking.get(form));
  now.kind = kind;
  for (const hint of form.querySelectorAll("[data-code-for]")) {
    if (hint instanceof HTMLElement) hint.hidden = hint.dataset["codeFor"] !== kind;
  }
  for (const button of form.querySelectorAll("[data-use]")) {
    if (!(button instanceof HTMLElement)) continue;
    const use = /** @type {Kind} */ (button.dataset["use"]);
    button.hidden = use === kind || !now.offered.includes(use);
  }
  find(form, "[data-send-again]").hidden = kind !== "mail" && kind !== "device";
  find(form, "[data-remembers]").hidden = kind !== "app" && kind !== "mail";
  const input = field(form, "code");
  input.value = "";
  input.inputMode = kind === "recovery" ? "text" : "numeric";
  if (kind === "mail") await keys.sendTwoStepCode();
}

/** @param {HTMLElement} form */
function bind(form) {
  const kind = () => /** @type {Asking} */ (asking.get(form)).kind;
  onSubmit(form, async () => {
    const code = value(form, "code");
    const now = kind();
    const twoStep = () => ({ provider: PROVIDERS[/** @type {"app"} */ (now)], code, remember: field(form, "remember").checked });
    const signedIn = await keys.signIn(now === "device" ? { newDeviceCode: code } : { twoStep: twoStep() });
    if (signedIn.rememberToken) remember(signedIn.email, signedIn.rememberToken);
    emptySecrets(form);
    await asking.get(form)?.done(signedIn);
  });
  find(form, "[data-send-again]").addEventListener("click", () => {
    void busy(form, () => (kind() === "device" ? keys.sendNewDeviceCode() : keys.sendTwoStepCode()));
  });
  for (const button of form.querySelectorAll("[data-use]")) {
    button.addEventListener("click", () => {
      void busy(form, () => turnTo(form, /** @type {Kind} */ (/** @type {HTMLElement} */ (button).dataset["use"])));
    });
  }
}
