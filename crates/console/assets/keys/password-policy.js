/** @file What a master password must have. */

import { KeysError } from "./error.js";

/**
 * What an organization wants of master passwords, Bitwarden's policy 1. How hard one is to guess (`minComplexity`) clients
 * estimate each in its own way, and this one does not.
 *
 * @typedef {{minLength?: number | null, requireUpper?: boolean | null, requireLower?: boolean | null,
 *   requireNumbers?: boolean | null, requireSpecial?: boolean | null}} PasswordPolicy
 */

/** What Bitwarden's clients want at least. */
const SHORTEST = 12;
/** What counts as special for them. */
const SPECIAL = /[!@#$%^&*]/;

/** Refuses a master password that lacks something. @param {string} password @param {PasswordPolicy | null} [policy] */
export function requireStrength(password, policy) {
  const length = Math.max(SHORTEST, Number(policy?.minLength) || 0);
  if (password.length < length) throw new KeysError("password-too-short", undefined, { length });
  if (policy?.requireUpper && password.toLowerCase() === password) throw new KeysError("password-needs-upper");
  if (policy?.requireLower && password.toUpperCase() === password) throw new KeysError("password-needs-lower");
  if (policy?.requireNumbers && !/[0-9]/.test(password)) throw new KeysError("password-needs-digit");
  if (policy?.requireSpecial && !SPECIAL.test(password)) throw new KeysError("password-needs-special");
}
