/** @file RSA-2048 pairs: one per account and one per organization. */

import { areEqual, fromBase64, toBase64 } from "./bytes.js";
import { parseSealed, printSealed } from "./enc-string.js";
import { KeysError } from "./error.js";
import { SymmetricKey } from "./symmetric-key.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

const BITS = 2048;
const OAEP = { name: "RSA-OAEP", hash: "SHA-1" };

/** The half that everybody may know; seals keys for the owner of the other half. */
export class PublicKey {
  /** @type {CryptoKey} */
  #key;

  /** @param {CryptoKey} key @param {Bytes} spki */
  constructor(key, spki) {
    this.#key = key;
    /** The only DER of this key, since fingerprints are made of these bytes. */
    this.spki = spki;
  }

  /** @param {string} text Base64 of the SPKI DER, as servers hand it out. */
  static async parse(text) {
    const spki = fromBase64(text);
    try {
      const key = await crypto.subtle.importKey("spki", spki, OAEP, true, ["encrypt"]);
      const written = new Uint8Array(await crypto.subtle.exportKey("spki", key));
      const { modulusLength } = /** @type {RsaHashedKeyAlgorithm} */ (key.algorithm);
      // Bytes after the end would let a server try for the phrase of another key.
      if (modulusLength === BITS && areEqual(written, spki)) return new PublicKey(key, spki);
    } catch {
      // The same as any other key that is none.
    }
    throw new KeysError("invalid-key");
  }

  /** Base64 of the SPKI DER. */
  toString() {
    return toBase64(this.spki);
  }

  /** @param {SymmetricKey} key @returns {Promise<string>} Type 4. */
  async seal(key) {
    return printSealed(new Uint8Array(await crypto.subtle.encrypt("RSA-OAEP", this.#key, key.reveal())));
  }
}

/** The half that opens what was sealed for the other. */
export class PrivateKey {
  /** @type {CryptoKey} */
  #key;

  /** @param {CryptoKey} key */
  constructor(key) {
    this.#key = key;
  }

  /** A new random pair; takes tens of milliseconds, at times a second. */
  static async generate() {
    const settings = { ...OAEP, modulusLength: BITS, publicExponent: Uint8Array.of(1, 0, 1) };
    const pair = await crypto.subtle.generateKey(settings, true, ["encrypt", "decrypt"]);
    return new PrivateKey(pair.privateKey);
  }

  /** @param {string} text PKCS#8 DER under a key, type 2. @param {SymmetricKey} key */
  static async unwrap(text, key) {
    const pkcs8 = await key.decrypt(text);
    try {
      const imported = await crypto.subtle.importKey("pkcs8", pkcs8, OAEP, true, ["decrypt"]);
      const { modulusLength } = /** @type {RsaHashedKeyAlgorithm} */ (imported.algorithm);
      if (modulusLength === BITS) return new PrivateKey(imported);
    } catch {
      // The same as any other key that is none.
    } finally {
      pkcs8.fill(0);
    }
    throw new KeysError("invalid-key");
  }

  /** @param {SymmetricKey} key @returns {Promise<string>} The PKCS#8 DER under the key; type 2. */
  async wrap(key) {
    const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", this.#key));
    try {
      return await key.encrypt(pkcs8);
    } finally {
      pkcs8.fill(0);
    }
  }

  /** The other half. */
  async publicKey() {
    const { kty, n, e } = await crypto.subtle.exportKey("jwk", this.#key);
    const key = await crypto.subtle.importKey("jwk", /** @type {JsonWebKey} */ ({ kty, n, e }), OAEP, true, ["encrypt"]);
    return new PublicKey(key, new Uint8Array(await crypto.subtle.exportKey("spki", key)));
  }

  /** Opens a key that was sealed for the other half. @param {string} text Type 4. */
  async open(text) {
    const sealed = parseSealed(text);
    try {
      return new SymmetricKey(new Uint8Array(await crypto.subtle.decrypt("RSA-OAEP", this.#key, sealed)));
    } catch {
      throw new KeysError("decryption");
    }
  }
}
