/** @file What a master password makes, together with whose it is. */

import { joined, toBase64, utf8 } from "./bytes.js";
import { expand } from "./hmac.js";
import { derive, pbkdf2 } from "./kdf.js";
import { SymmetricKey } from "./symmetric-key.js";

/** @typedef {import("./kdf.js").KdfSettings} KdfSettings */

/** The salt of an account that has stored none, and the address as clients send it. @param {string} email */
export function saltOfEmail(email) {
  return email.trim().toLowerCase();
}

export class Credentials {
  /**
   * @param {string} email
   * @param {string} salt
   * @param {KdfSettings} kdf
   * @param {string} hash
   * @param {SymmetricKey} stretchedKey
   */
  constructor(email, salt, kdf, hash, stretchedKey) {
    /** Trimmed and in lower case. */
    this.email = saltOfEmail(email);
    this.salt = salt;
    this.kdf = kdf;
    /** What proves to the server that the password is known: 32 bytes in base64. */
    this.hash = hash;
    /** The stretched master key, which wraps the user key. */
    this.stretchedKey = stretchedKey;
  }

  /**
   * Derives them; takes about a second.
   *
   * @param {string} email
   * @param {string} password
   * @param {KdfSettings} kdf
   * @param {string | null} [salt] The account's own, where it has one.
   */
  static async derive(email, password, kdf, salt) {
    const ownSalt = salt ?? saltOfEmail(email);
    const masterKey = await derive(password, ownSalt, kdf);
    const hash = toBase64(await pbkdf2(masterKey, utf8(password), 1));
    const stretched = joined(await expand(masterKey, "enc"), await expand(masterKey, "mac"));
    masterKey.fill(0);
    return new Credentials(email, ownSalt, kdf, hash, new SymmetricKey(stretched));
  }

  /** The proof, in the shape of `masterPasswordAuthentication`. */
  authenticationJson() {
    return { kdf: this.kdf, salt: this.salt, masterPasswordAuthenticationHash: this.hash };
  }

  /** The wrapped user key, in the shape of `masterPasswordUnlock`. @param {string} wrappedUserKey */
  unlockJson(wrappedUserKey) {
    return { kdf: this.kdf, salt: this.salt, masterKeyWrappedUserKey: wrappedUserKey };
  }

  /** The settings under the names that older servers read. */
  olderKdfJson() {
    const { kdfType, iterations, memory, parallelism } = this.kdf;
    return { kdf: kdfType, kdfIterations: iterations, kdfMemory: memory, kdfParallelism: parallelism };
  }
}
