/** @file Bytes, and the texts that stand for them. */

import { KeysError } from "./error.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** Standard alphabet, padded, nothing around it. What `atob` takes is more than clients write. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @param {string} text @returns {Bytes} UTF-8. */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** @param {Bytes} bytes @returns {string} The text; bytes that are not UTF-8 are refused. */
export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new KeysError("decryption");
  }
}

/** @param {Bytes} bytes */
export function toBase64(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @param {string} text @returns {Bytes} Refuses what is not padded base64 of the standard alphabet. */
export function fromBase64(text) {
  if (!BASE64.test(text)) throw new KeysError("form");
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** @param {Bytes[]} parts @returns {Bytes} */
export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Whether two public values are the same; for secrets use `crypto.subtle.verify`. @param {Bytes} one @param {Bytes} other */
export function areEqual(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** @param {number} length @returns {Bytes} */
export function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}
