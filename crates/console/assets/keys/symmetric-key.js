/** @file Keys that encrypt with AES-256-CBC and authenticate with HMAC-SHA256: a person's, an organization's. */

import { joined, random, textOf, utf8 } from "./bytes.js";
import { parseEncrypted, printEncrypted } from "./enc-string.js";
import { KeysError } from "./error.js";
import { hmacKey } from "./hmac.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

const HALF = 32;

/** 64 bytes: 32 encrypt, 32 authenticate. */
export class SymmetricKey {
  /** None once it was wiped. @type {Bytes | null} */
  #bytes;

  /** @param {Bytes} bytes All 64; they are taken over. */
  constructor(bytes) {
    if (bytes.length !== 2 * HALF) throw new KeysError("invalid-key");
    this.#bytes = bytes;
  }

  static generate() {
    return new SymmetricKey(random(2 * HALF));
  }

  /** The 64 bytes. A key that was wiped is refused: work that goes on while keys are locked must not use zeros. */
  reveal() {
    if (!this.#bytes) throw new KeysError("locked");
    return this.#bytes;
  }

  /** Overwrites them. */
  wipe() {
    this.#bytes?.fill(0);
    this.#bytes = null;
  }

  /** @param {Bytes} plaintext @returns {Promise<string>} Type 2, under a fresh IV. */
  encrypt(plaintext) {
    return this.encryptWithIv(plaintext, random(16));
  }

  /** For known answers; else an IV is used once. @param {Bytes} plaintext @param {Bytes} iv @returns {Promise<string>} */
  async encryptWithIv(plaintext, iv) {
    const key = await this.#cipherKey("encrypt");
    const ciphertext = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-CBC", iv }, key, plaintext));
    const mac = await crypto.subtle.sign("HMAC", await this.#macKey(), joined(iv, ciphertext));
    return printEncrypted({ iv, ciphertext, mac: new Uint8Array(mac) });
  }

  /** Opens type 2, after its code was found right. @param {string} text @returns {Promise<Bytes>} */
  async decrypt(text) {
    const { iv, ciphertext, mac } = parseEncrypted(text);
    const isRight = await crypto.subtle.verify("HMAC", await this.#macKey(), mac, joined(iv, ciphertext));
    if (!isRight) throw new KeysError("decryption");
    const key = await this.#cipherKey("decrypt");
    try {
      return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv }, key, ciphertext));
    } catch {
      throw new KeysError("decryption");
    }
  }

  /** @param {string} text */
  encryptText(text) {
    return this.encrypt(utf8(text));
  }

  /** @param {string} text */
  async decryptText(text) {
    return textOf(await this.decrypt(text));
  }

  /** Another key under this one; type 2. @param {SymmetricKey} key */
  wrap(key) {
    return this.encrypt(key.reveal());
  }

  /** Opens what `wrap` made. @param {string} text */
  async unwrap(text) {
    return new SymmetricKey(await this.decrypt(text));
  }

  /** @param {"encrypt" | "decrypt"} usage */
  #cipherKey(usage) {
    return crypto.subtle.importKey("raw", this.reveal().subarray(0, HALF), "AES-CBC", false, [usage]);
  }

  #macKey() {
    return hmacKey(this.reveal().subarray(HALF));
  }
}
