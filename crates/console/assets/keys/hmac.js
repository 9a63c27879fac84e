/** @file HMAC-SHA256 and what is made of it. */

import { joined, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

/** @param {Bytes} key */
export function hmacKey(key) {
  return crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

/**
 * HKDF-Expand with SHA-256 (RFC 5869 §2.3) to 32 bytes, which is its first block alone. WebCrypto's HKDF always extracts
 * before it expands, and Bitwarden's clients do not.
 *
 * @param {Bytes} key 32 bytes.
 * @param {string} purpose
 * @returns {Promise<Bytes>}
 */
export async function expand(key, purpose) {
  const block = await crypto.subtle.sign("HMAC", await hmacKey(key), joined(utf8(purpose), Uint8Array.of(1)));
  return new Uint8Array(block);
}
