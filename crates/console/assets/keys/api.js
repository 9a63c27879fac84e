/** @file Calls of the server: bodies, answers, refusals. */

import { KeysError } from "./error.js";

/**
 * An answer, with the first letter of every name lowered, since servers differ in it.
 * @typedef {any} Answer
 */

/**
 * @typedef {object} Sending
 * @property {unknown} [json] The body.
 * @property {Record<string, string>} [form] The body, of a form.
 * @property {string} [token] An access token.
 * @property {string} [csrf] The token that the console's own routes want.
 * @property {string} [device] The identifier of this browser, for calls without an access token.
 */

/**
 * Sends a request and reads the whole answer.
 *
 * @param {"GET" | "POST" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {Sending} [sending]
 * @returns {Promise<{status: number, body: Answer}>}
 */
export async function send(method, path, { json, form, token, csrf, device } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers["Authorization"] = `Bearer ${token}`;
  if (csrf) headers["X-CSRF"] = csrf;
  if (device) headers["Device-Identifier"] = device;
  const body = form ? new URLSearchParams(form) : json === undefined ? null : JSON.stringify(json);
  try {
    // The client API knows no cookies; the console's routes know nothing else.
    const credentials = path.startsWith("/session") || path === "/sign-out" ? "same-origin" : "omit";
    const url = new URL(path, location.origin);
    const answer = await fetch(url, { method, headers, body, credentials, cache: "no-store", redirect: "manual" });
    // Whoever is not signed in is sent to the sign-in, which browsers tell scripts by a status of 0.
    const status = answer.type === "opaqueredirect" || answer.status === 303 ? 401 : answer.status;
    return { status, body: parsed(await answer.text()) };
  } catch {
    throw new KeysError("unreachable");
  }
}

/**
 * The same, for who cannot do anything about a refusal.
 *
 * @param {"GET" | "POST" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {Sending} [sending]
 */
export async function call(method, path, sending) {
  return accepted(await send(method, path, sending));
}

/** The body of an answer that is no refusal. @param {{status: number, body: Answer}} answer */
export function accepted(answer) {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw refusal(answer);
}

/** @param {{status: number, body: Answer}} answer */
export function refusal({ status, body }) {
  if (status === 401) return new KeysError("session-over");
  if (status === 429) return new KeysError("too-many-requests", words(body));
  return new KeysError("refused", words(body));
}

/** The words for a person, where the server has some. @param {Answer} body @returns {string | undefined} */
function words(body) {
  const found = body?.errorModel?.message ?? body?.message ?? body?.error_description;
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** @param {string} text @returns {Answer} Null where there is nothing, a text where it is no JSON. */
function parsed(text) {
  if (text === "") return null;
  try {
    return lowered(JSON.parse(text));
  } catch {
    return text;
  }
}

/** @param {unknown} value @returns {unknown} */
function lowered(value) {
  if (Array.isArray(value)) return value.map(lowered);
  if (value === null || typeof value !== "object") return value;
  const fields = Object.entries(value).map(([name, field]) => [name.charAt(0).toLowerCase() + name.slice(1), lowered(field)]);
  return Object.fromEntries(fields);
}
