/** @file Changes of the master password and of the address, which is its salt; and the end of the account. */

import { Credentials } from "./credentials.js";
import { KeysError } from "./error.js";
import { ask } from "./session.js";
import { proven } from "./sign-in.js";
import { forget, state } from "./state.js";

/** @typedef {import("./state.js").Context} Context */
/** @typedef {import("./kdf.js").KdfSettings} KdfSettings */
/** @typedef {import("./symmetric-key.js").SymmetricKey} SymmetricKey */

/**
 * Takes another master password. Every session ends, and everything is forgotten.
 *
 * @param {{password: string, newPassword: string, hint?: string}} input
 * @param {Context} context
 */
export async function changePassword({ password, newPassword, hint }, context) {
  const old = await proven(password, context);
  const next = await Credentials.derive(old.email, newPassword, old.kdf, old.salt);
  const body = { masterPasswordHash: old.hash, masterPasswordHint: hint || null, ...(await passwordChange(next, userKey())) };
  await ask("POST", "/api/accounts/password", context, body);
  forget();
}

/**
 * Derives the master key in another way from now on; the password stays. Every session ends, and everything is forgotten.
 *
 * @param {{password: string, kdf: KdfSettings}} input
 * @param {Context} context
 */
export async function changeKdf({ password, kdf }, context) {
  const old = await proven(password, context);
  const next = await Credentials.derive(old.email, password, kdf, old.salt);
  const change = await passwordChange(next, userKey());
  await ask("POST", "/api/accounts/kdf", context, { masterPasswordHash: old.hash, ...change, ...next.olderKdfJson() });
  forget();
}

/**
 * Takes a password of one's own, after an admin has set one; who has just signed in with that one has it unlocked.
 * Every session ends, and everything is forgotten.
 *
 * @param {{password: string, newPassword: string, hint?: string}} input
 * @param {Context} context
 */
export async function replaceTemporaryPassword({ password, newPassword, hint }, context) {
  const old = await proven(password, context);
  const next = await Credentials.derive(old.email, newPassword, old.kdf, old.salt);
  const body = { masterPasswordHint: hint || null, ...(await passwordChange(next, userKey())) };
  await ask("PUT", "/api/accounts/update-temp-password", context, body);
  forget();
}

/** Has a code mailed to the new address. @param {{password: string, newEmail: string}} input @param {Context} context */
export async function requestEmailChange({ password, newEmail }, context) {
  const { hash } = await proven(password, context);
  await ask("POST", "/api/accounts/email-token", context, { newEmail, masterPasswordHash: hash });
}

/**
 * Takes the new address, with the code that was mailed to it. The password stays. Every session ends, and everything is
 * forgotten.
 *
 * @param {{password: string, newEmail: string, code: string}} input
 * @param {Context} context
 */
export async function changeEmail({ password, newEmail, code }, context) {
  const old = await proven(password, context);
  const next = await Credentials.derive(newEmail, password, old.kdf);
  const body = { newEmail: next.email, masterPasswordHash: old.hash, token: code.trim(), ...(await passwordChange(next, userKey())) };
  await ask("POST", "/api/accounts/email", context, body);
  forget();
}

/** Deletes the account with everything that is the person's own. @param {{password: string}} input @param {Context} context */
export async function deleteAccount({ password }, context) {
  const { hash } = await proven(password, context);
  await ask("DELETE", "/api/accounts", context, { masterPasswordHash: hash });
  forget();
}

/**
 * The user key under the new master key, and what proves the new password: the newer shape and the older.
 *
 * @param {Credentials} next
 * @param {SymmetricKey} userKey
 */
export async function passwordChange(next, userKey) {
  const key = await next.stretchedKey.wrap(userKey);
  return {
    newMasterPasswordHash: next.hash,
    authenticationData: next.authenticationJson(),
    unlockData: next.unlockJson(key),
    key,
  };
}

function userKey() {
  if (!state.account) throw new KeysError("locked");
  return state.account.userKey;
}
