/** @file Changes of the master password and of the address, which is its salt; and the end of the account. */

import { Credentials } from "./credentials.js";
import { ask } from "./session.js";
import { proven } from "./sign-in.js";
import { forget, unlocked } from "./state.js";

/** @typedef {import("./kdf.js").KdfSettings} KdfSettings */
/** @typedef {import("./symmetric-key.js").SymmetricKey} SymmetricKey */

/**
 * Takes another master password. Every session ends, and everything is forgotten.
 *
 * @param {{password: string, newPassword: string, hint?: string}} input
 */
export async function changePassword({ password, newPassword, hint }) {
  const old = await proven(password);
  const next = await Credentials.derive(old.email, newPassword, old.kdf, old.salt);
  const body = { masterPasswordHash: old.hash, masterPasswordHint: hint || null, ...(await passwordChange(next, unlocked().userKey)) };
  await ask("POST", "/api/accounts/password", body);
  forget();
}

/**
 * Derives the master key in another way from now on; the password stays. Every session ends, and everything is forgotten.
 *
 * @param {{password: string, kdf: KdfSettings}} input
 */
export async function changeKdf({ password, kdf }) {
  const old = await proven(password);
  const next = await Credentials.derive(old.email, password, kdf, old.salt);
  const change = await passwordChange(next, unlocked().userKey);
  await ask("POST", "/api/accounts/kdf", { masterPasswordHash: old.hash, ...change, ...next.olderKdfJson() });
  forget();
}

/**
 * Takes a password of one's own, after an admin has set one; who has just signed in with that one has it unlocked.
 * Every session ends, and everything is forgotten.
 *
 * @param {{password: string, newPassword: string, hint?: string}} input
 */
export async function replaceTemporaryPassword({ password, newPassword, hint }) {
  const old = await proven(password);
  const next = await Credentials.derive(old.email, newPassword, old.kdf, old.salt);
  const body = { masterPasswordHint: hint || null, ...(await passwordChange(next, unlocked().userKey)) };
  await ask("PUT", "/api/accounts/update-temp-password", body);
  forget();
}

/** Has a code mailed to the new address. @param {{password: string, newEmail: string}} input */
export async function requestEmailChange({ password, newEmail }) {
  const { hash } = await proven(password);
  await ask("POST", "/api/accounts/email-token", { newEmail, masterPasswordHash: hash });
}

/**
 * Takes the new address, with the code that was mailed to it. The password stays. Every session ends, and everything is
 * forgotten.
 *
 * @param {{password: string, newEmail: string, code: string}} input
 */
export async function changeEmail({ password, newEmail, code }) {
  const old = await proven(password);
  const next = await Credentials.derive(newEmail, password, old.kdf);
  const body = { newEmail: next.email, masterPasswordHash: old.hash, token: code.trim(), ...(await passwordChange(next, unlocked().userKey)) };
  await ask("POST", "/api/accounts/email", body);
  forget();
}

/** Deletes the account with everything that is the person's own. @param {{password: string}} input */
export async function deleteAccount({ password }) {
  const { hash } = await proven(password);
  await ask("DELETE", "/api/accounts", { masterPasswordHash: hash });
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
