/** @file Setting a second step up. It begins with the master password, which counts until everything is forgotten. */

import { KeysError } from "./error.js";
import { ask } from "./session.js";
import { proven } from "./sign-in.js";
import { state } from "./state.js";

/**
 * Shows the master password. What there is: the key of an authenticator app, in base32, which counts once a code of it was
 * shown; the address for codes by mail; the recovery code, once there is a second step.
 *
 * @param {{password: string}} input
 */
export async function openTwoStep({ password }) {
  state.passwordHash = (await proven(password)).hash;
  const authenticator = await post("get-authenticator", {});
  const email = await post("get-email", {});
  const { code } = await post("get-recover", {});
  return {
    authenticator: { enabled: authenticator.enabled === true, key: String(authenticator.key) },
    email: { enabled: email.enabled === true, address: String(email.email) },
    recoveryCode: /** @type {string | null} */ (code ?? null),
  };
}

/** Switches codes of an app on, with the first of them. @param {{key: string, code: string}} input */
export async function enableAuthenticator({ key, code }) {
  await post("authenticator", { key, token: digits(code) });
  return recoveryCode();
}

/** Mails the first code. @param {{email: string}} input */
export async function sendTwoStepEmail({ email }) {
  await post("send-email", { email });
}

/** Switches codes by mail on, with the first of them. @param {{email: string, code: string}} input */
export async function enableTwoStepEmail({ email, code }) {
  await post("email", { email, token: digits(code) });
  return recoveryCode();
}

/** Switches a second step off: 0 is an authenticator app, 1 is mail. @param {{provider: number}} input */
export async function disableTwoStep({ provider }) {
  await post("disable", { type: provider });
}

/** @returns {Promise<string | null>} */
async function recoveryCode() {
  return (await post("get-recover", {})).code ?? null;
}

/** @param {string} path @param {object} body */
function post(path, body) {
  if (!state.passwordHash) throw new KeysError("locked");
  return ask("POST", `/api/two-factor/${path}`, { masterPasswordHash: state.passwordHash, ...body });
}

/** Apps and mails show codes in groups. @param {string} code */
function digits(code) {
  return code.replaceAll(/\s/g, "");
}
