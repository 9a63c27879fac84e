/** @file The text form of ciphertexts: `<type>.<parts joined by |>`, of which two types are in use. */

import { fromBase64, toBase64 } from "./bytes.js";
import { KeysError } from "./error.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {{iv: Bytes, ciphertext: Bytes, mac: Bytes}} Encrypted */

const AES_BLOCK = 16;
const MAC = 32;
const RSA_2048 = 256;

/** Type 2: AES-256-CBC with PKCS#7, and HMAC-SHA256 over IV and ciphertext. @param {Encrypted} parts */
export function printEncrypted({ iv, ciphertext, mac }) {
  return `2.${toBase64(iv)}|${toBase64(ciphertext)}|${toBase64(mac)}`;
}

/** Reads type 2. @param {string} text @returns {Encrypted} */
export function parseEncrypted(text) {
  const [iv, ciphertext, mac] = parts(text, "2.", 3);
  const isWhole = ciphertext && ciphertext.length > 0 && ciphertext.length % AES_BLOCK === 0;
  if (iv?.length !== AES_BLOCK || !isWhole || mac?.length !== MAC) throw new KeysError("form");
  return { iv, ciphertext, mac };
}

/** Type 4: RSA-2048 OAEP with SHA-1. @param {Bytes} ciphertext */
export function printSealed(ciphertext) {
  return `4.${toBase64(ciphertext)}`;
}

/** Reads type 4. @param {string} text @returns {Bytes} */
export function parseSealed(text) {
  const [ciphertext] = parts(text, "4.", 1);
  if (ciphertext?.length !== RSA_2048) throw new KeysError("form");
  return ciphertext;
}

/** @param {string} text @param {string} prefix @param {number} count */
function parts(text, prefix, count) {
  const found = text.startsWith(prefix) ? text.slice(prefix.length).split("|") : [];
  if (found.length !== count) throw new KeysError("form");
  return found.map(fromBase64);
}
