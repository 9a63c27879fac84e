/** @file An account while it is unlocked. */

import { KeysError } from "./error.js";
import { PrivateKey } from "./key-pair.js";

/** @typedef {import("./symmetric-key.js").SymmetricKey} SymmetricKey */
/** @typedef {import("./credentials.js").Credentials} Credentials */

export class Account {
  /** Keys of organizations that were opened, by id. @type {Map<string, SymmetricKey>} */
  #organizations = new Map();

  /**
   * @param {string} id
   * @param {string} email
   * @param {SymmetricKey} userKey Encrypts the person's own items, and the private key.
   * @param {PrivateKey} privateKey Opens what others sealed for the person: keys of organizations.
   */
  constructor(id, email, userKey, privateKey) {
    this.id = id;
    this.email = email;
    this.userKey = userKey;
    this.privateKey = privateKey;
  }

  /**
   * Opens what the server keeps.
   *
   * @param {string} id
   * @param {Credentials} credentials
   * @param {string} wrappedUserKey
   * @param {string} wrappedPrivateKey
   */
  static async unlock(id, credentials, wrappedUserKey, wrappedPrivateKey) {
    const userKey = await credentials.stretchedKey.unwrap(wrappedUserKey).catch((error) => {
      // What the stretched key does not open was wrapped under another password.
      throw error instanceof KeysError && error.code === "decryption" ? new KeysError("wrong-password") : error;
    });
    return new Account(id, credentials.email, userKey, await PrivateKey.unwrap(wrappedPrivateKey, userKey));
  }

  /**
   * The key of an organization.
   *
   * @param {string} id
   * @param {() => Promise<string | undefined>} sealed Finds the person's copy, if there is one.
   */
  async organizationKey(id, sealed) {
    const known = this.#organizations.get(id);
    if (known) return known;
    const copy = await sealed();
    if (!copy) throw new KeysError("not-a-member");
    const key = await this.privateKey.open(copy);
    this.#organizations.set(id, key);
    return key;
  }

  wipe() {
    this.userKey.wipe();
    for (const key of this.#organizations.values()) key.wipe();
  }
}
