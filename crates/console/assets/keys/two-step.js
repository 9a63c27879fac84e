/** @file Setting a second step up. It begins with the master password, which counts until everything is forgotten. */

import { KeysError } from "./error.js";
import { ask } from "./session.js";
import { proven } from "./sign-in.js";
import { state } from "./state.js";

/** @typedef {import("./state.js").Context} Context */

/**
 * Shows the master password. What there is: the key of an authenticator app, in base32, which counts once a code of it was
 * shown; the address for codes by mail; the recovery code, once there is a second step.
 *
 * @param {{password: string}} input
 * @param {Context} context
 */
export async function openTwoStep({ password }, context) {
  state.passwordHash = (await proven(password, context)).hash;
  const authenticator = await post("get-authenticator", {}, context);
  const email = await post("get-email", {}, context);
  const { code } = await post("get-recover", {}, context);
  return {
    authenticator: { enabled: authenticator.enabled === true, key: String(authenticator.key) },
    email: { enabled: email.enabled === true, address: String(email.email) },
    recoveryCode: /** @type {string | null} */ (code ?? null),
  };
}

/** Switches codes of an app on, with the first of them. @param {{key: string, code: string}} input @param {Context} context */
export async function enableAuthenticator({ key, code }, context) {
  await post("authenticator", { key, token: digits(code) }, context);
  return recoveryCode(context);
}

/** Mails the first code. @param {{email: string}} input @param {Context} context */
export async function sendTwoStepEmail({ email }, context) {
  await post("send-email", { email }, context);
}

/** Switches codes by mail on, with the first of them. @param {{email: string, code: string}} input @param {Context} context */
export async function enableTwoStepEmail({ email, code }, context) {
  await post("email", { email, token: digits(code) }, context);
  return recoveryCode(context);
}

/** Switches a second step off: 0 is an authenticator app, 1 is mail. @param {{provider: number}} input @param {Context} context */
export async function disableTwoStep({ provider }, context) {
  await post("disable", { type: provider }, context);
}

/** @param {Context} context @returns {Promise<string | null>} */
async function recoveryCode(context) {
  return (await post("get-recover", {}, context)).code ?? null;
}

/** @param {string} path @param {object} body @param {Context} context */
function post(path, body, context) {
  if (!state.passwordHash) throw new KeysError("locked");
  return ask("POST", `/api/two-factor/${path}`, context, { masterPasswordHash: state.passwordHash, ...body });
}

/** Apps and mails show codes in groups. @param {string} code */
function digits(code) {
  return code.replaceAll(/\s/g, "");
}
