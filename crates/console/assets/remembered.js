/**
 * @file What stands for the second step in a browser that is remembered, by the address of the account.
 *
 * It is kept where this browser's identifier is, without which it is good for nothing, as it is without the master password.
 * No cookie would keep it better: the client API, to which it is shown, knows none, so that no other site's form means
 * anything to it; and a script that could read it here could as well read the password while it is typed.
 */

const KEPT = "provost.remembered";

/** @param {string} email @returns {string | null} */
export function remembered(email) {
  const token = all()[key(email)];
  return typeof token === "string" ? token : null;
}

/** @param {string} email @param {string} token */
export function remember(email, token) {
  localStorage.setItem(KEPT, JSON.stringify({ ...all(), [key(email)]: token }));
}

/** The server takes it no more. @param {string} email */
export function forget(email) {
  const { [key(email)]: _, ...others } = all();
  if (Object.keys(others).length === 0) forgetAll();
  else localStorage.setItem(KEPT, JSON.stringify(others));
}

/** Of everybody who used this browser. */
export function forgetAll() {
  localStorage.removeItem(KEPT);
}

/** @param {string} email */
function key(email) {
  return email.trim().toLowerCase();
}

/** @returns {Record<string, unknown>} */
function all() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "{}");
    return kept !== null && typeof kept === "object" ? kept : {};
  } catch {
    return {};
  }
}
