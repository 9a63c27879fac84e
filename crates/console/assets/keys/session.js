/** @file Calls in the name of who is signed in: the console's cookie is exchanged for access tokens of a few minutes. */

import { call, refusal, send } from "./api.js";
import { KeysError } from "./error.js";
import { forget, state } from "./state.js";

/** @typedef {import("./state.js").Context} Context */

/** Tokens are renewed this long before they run out. */
const MARGIN = 30 * 1000;

/**
 * A call of the client API. A token that is not taken any more is renewed once.
 *
 * @param {"GET" | "POST" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {Context} context
 * @param {unknown} [json]
 */
export async function ask(method, path, context, json) {
  const first = await send(method, path, { json, token: await accessToken(context) });
  if (first.status !== 401) return accepted(first);
  state.access = null;
  return accepted(await send(method, path, { json, token: await accessToken(context) }));
}

/** @param {{status: number, body: any}} answer */
function accepted(answer) {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw refusal(answer);
}

/** @param {Context} context @returns {Promise<string>} */
async function accessToken({ csrf }) {
  if (state.access && Date.now() < state.access.until) return state.access.token;
  const { accessToken, expiresIn } = await call("POST", "/session/token", { json: {}, csrf });
  // Somebody else may have signed in in another tab: their session must not meet these keys.
  if (state.account && accountOf(accessToken) !== state.account.id) {
    forget();
    throw new KeysError("another-account");
  }
  state.access = { token: accessToken, until: Date.now() + expiresIn * 1000 - MARGIN };
  return accessToken;
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
