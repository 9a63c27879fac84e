/** @file Calls in the name of who is signed in: the console's cookie is exchanged for access tokens of a few minutes. */

import { accepted, call, send } from "./api.js";
import { KeysError } from "./error.js";
import { forget, state } from "./state.js";

/** Tokens are renewed this long before they run out. */
const MARGIN = 30 * 1000;

/**
 * A call of the client API. A token that is not taken any more is renewed once.
 *
 * @param {"GET" | "POST" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [json]
 */
export async function ask(method, path, json) {
  const first = await send(method, path, { json, token: await accessToken() });
  if (first.status !== 401) return accepted(first);
  state.access = null;
  return accepted(await send(method, path, { json, token: await accessToken() }));
}

async function accessToken() {
  if (state.access && Date.now() < state.access.until) return state.access.token;
  const { accountId, csrf } = await required();
  // Somebody else may have signed in in another tab: their session must not meet these keys.
  if (state.account && accountId !== state.account.id) {
    forget();
    throw new KeysError("another-account");
  }
  const { accessToken, expiresIn } = await call("POST", "/session/token", { json: {}, csrf });
  state.access = { token: accessToken, until: Date.now() + expiresIn * 1000 - MARGIN };
  return /** @type {string} */ (accessToken);
}

/** Tells the console that the master password was shown again. @param {string} token Of who checked it. */
export async function verified(token) {
  const { csrf } = await required();
  await call("POST", "/session/verified", { json: { token }, csrf });
}

/** Who is signed in to the console, if somebody is. */
export async function viewer() {
  const { signedIn, email } = await call("GET", "/session");
  return { email: signedIn ? String(email) : null };
}

/** Ends the session of this browser, and forgets the keys. */
export async function signOut() {
  const { csrf } = await required();
  // Its answer leads to the sign-in.
  await send("POST", "/sign-out", { form: { csrf } });
  forget();
}

/** The session, with what the console's own routes want to be shown. @returns {Promise<{accountId: string, csrf: string}>} */
async function required() {
  const session = await call("GET", "/session");
  if (!session.signedIn) throw new KeysError("session-over");
  return session;
}

/** The account that an access token names. Its signature is for the server to check. @param {string} token @returns {string} */
export function accountOf(token) {
  try {
    const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    return String(JSON.parse(atob(payload)).sub);
  } catch {
    throw new KeysError("failed");
  }
}
