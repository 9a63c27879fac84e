/** @file Making an account. */

import { call } from "./api.js";
import { Credentials } from "./credentials.js";
import { DEFAULT_KDF } from "./kdf.js";
import { PrivateKey } from "./key-pair.js";
import { SymmetricKey } from "./symmetric-key.js";

/** @typedef {import("./kdf.js").KdfSettings} KdfSettings */
/** @typedef {{emailVerificationToken: string} | {organizationUserId: string, orgInviteToken: string}} RegistrationProof */

/**
 * @typedef {object} NewAccount
 * @property {string} email
 * @property {string} password
 * @property {string} [hint]
 * @property {KdfSettings} [kdf]
 * @property {RegistrationProof} proof Why one may register with the address: a mail that verified it, or an invitation.
 */

/**
 * Asks to register with an address. The token, where the server sends no mail; null where it may have sent one.
 *
 * @param {{email: string, name: string}} input
 */
export async function sendVerificationEmail({ email, name }) {
  const json = { email, name, receiveMarketingEmails: false };
  const token = await call("POST", "/identity/accounts/register/send-verification-email", { json });
  return typeof token === "string" ? token : null;
}

/** Makes the keys of an account and registers it; takes some seconds. @param {NewAccount} input */
export async function createAccount(input) {
  await call("POST", "/identity/accounts/register/finish", { json: await registration(input) });
}

/**
 * The body of `POST /identity/accounts/register/finish`, with the fields that older servers read beside the newer.
 *
 * @param {NewAccount} input
 */
export async function registration({ email, password, hint, kdf = DEFAULT_KDF, proof }) {
  const credentials = await Credentials.derive(email, password, { ...kdf });
  const userKey = SymmetricKey.generate();
  const pair = await PrivateKey.generate();
  const wrappedUserKey = await credentials.stretchedKey.wrap(userKey);
  return {
    email: credentials.email,
    masterPasswordHint: hint || null,
    masterPasswordAuthentication: credentials.authenticationJson(),
    masterPasswordUnlock: credentials.unlockJson(wrappedUserKey),
    masterPasswordHash: credentials.hash,
    userSymmetricKey: wrappedUserKey,
    userAsymmetricKeys: { publicKey: `${await pair.publicKey()}`, encryptedPrivateKey: await pair.wrap(userKey) },
    ...credentials.olderKdfJson(),
    ...proof,
  };
}
