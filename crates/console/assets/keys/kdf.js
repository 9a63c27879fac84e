/** @file How a master key is made from a master password: which function, and how hard it works. */

import "../vendor/argon2.js";
import { utf8 } from "./bytes.js";
import { KeysError } from "./error.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

/**
 * As clients and servers exchange it: 0 is PBKDF2 with HMAC-SHA256, 1 is Argon2id with memory in MiB.
 * @typedef {{kdfType: number, iterations: number, memory: number | null, parallelism: number | null}} KdfSettings
 */

/** What clients choose for a new account. @type {Readonly<KdfSettings>} */
export const DEFAULT_KDF = { kdfType: 0, iterations: 600_000, memory: null, parallelism: null };

/**
 * Refuses what no account may have. A server that names such settings either weakens what is derived or exhausts the
 * machine that derives it.
 *
 * @param {KdfSettings} kdf
 */
export function checkKdf({ kdfType, iterations, memory, parallelism }) {
  /** @type {(value: number | null, least: number, most: number) => boolean} */
  const within = (value, least, most) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  const isAllowed =
    kdfType === 0
      ? within(iterations, 5_000, 2_000_000)
      : kdfType === 1 && within(iterations, 2, 10) && within(memory, 15, 1024) && within(parallelism, 1, 16);
  if (!isAllowed) throw new KeysError("kdf-settings");
}

/** @param {Bytes} secret @param {Bytes} salt @param {number} iterations @returns {Promise<Bytes>} 32 bytes. */
export async function pbkdf2(secret, salt, iterations) {
  const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, 256));
}

/**
 * The 32 bytes of a master key; takes about a second.
 *
 * @param {string} password
 * @param {string} salt The account's own; of a new account, its address, trimmed and in lower case.
 * @param {KdfSettings} kdf
 * @returns {Promise<Bytes>}
 */
export async function derive(password, salt, kdf) {
  checkKdf(kdf);
  if (kdf.kdfType === 0) return pbkdf2(utf8(password), utf8(salt), kdf.iterations);
  return hashwasm.argon2id({
    password: utf8(password),
    salt: new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(salt))),
    iterations: kdf.iterations,
    parallelism: kdf.parallelism ?? 1,
    memorySize: (kdf.memory ?? 0) * 1024,
    hashLength: 32,
    outputType: "binary",
  });
}
