/** @file Accepting an invitation. */

import { call } from "./api.js";
import { phrase, words } from "./fingerprint.js";
import { PrivateKey, PublicKey } from "./key-pair.js";
import { ask } from "./session.js";
import { unlocked } from "./state.js";
import { SymmetricKey } from "./symmetric-key.js";

/**
 * What the link of an invitation carries.
 * @typedef {{organizationId: string, organizationUserId: string, email: string, token: string}} Invitation
 */

/** @typedef {import("./password-policy.js").PasswordPolicy} PasswordPolicy */

/** Bitwarden's numbers. */
const MASTER_PASSWORD = 1;
const ACCOUNT_RECOVERY = 8;

/**
 * What holds for whoever has this invitation; no sign-in is needed. Fails where the invitation is good no more.
 *
 * @param {Invitation} invitation
 */
export async function invitationPolicies({ organizationId, organizationUserId, email, token }) {
  const query = new URLSearchParams({ token, email, organizationUserId });
  const { data } = await call("GET", `/api/organizations/${organizationId}/policies/token?${query}`);
  /** @type {(type: number) => any} */
  const settings = (type) => data.find((/** @type {any} */ policy) => policy.enabled && policy.type === type)?.data ?? null;
  return {
    password: /** @type {PasswordPolicy | null} */ (settings(MASTER_PASSWORD)),
    /** Whether whoever joins lets the organization's admins recover their account. */
    enrollsInRecovery: settings(ACCOUNT_RECOVERY)?.autoEnrollEnabled === true,
  };
}

/**
 * Accepts an invitation. Where the organization enrolls its members in account recovery, the user key is sealed for its
 * public key; the answer has the phrase of that key then.
 *
 * @param {Invitation} invitation
 */
export async function accept(invitation) {
  const account = unlocked();
  const { organizationId, token } = invitation;
  const { enrollsInRecovery } = await invitationPolicies(invitation);
  let recovery = null;
  if (enrollsInRecovery) {
    const { publicKey } = await ask("GET", `/api/organizations/${organizationId}/public-key`);
    recovery = await PublicKey.parse(publicKey);
  }
  const resetPasswordKey = recovery && (await recovery.seal(account.userKey));
  await ask("POST", `${path(invitation)}/accept`, { token, resetPasswordKey });
  return { organizationPhrase: recovery && (await phrase(organizationId, recovery, await words())) };
}

/**
 * Accepts the invitation to be the first owner of an organization, and makes its keys.
 *
 * @param {Invitation & {collectionName: string}} invitation The name of its first collection.
 */
export async function acceptInit(invitation) {
  const owner = await unlocked().privateKey.publicKey();
  const keys = await firstKeys(owner, invitation.collectionName);
  await ask("POST", `${path(invitation)}/accept-init`, { token: invitation.token, ...keys });
}

/**
 * The keys of a new organization, as the server is to keep them.
 *
 * @param {PublicKey} owner
 * @param {string} collectionName
 */
export async function firstKeys(owner, collectionName) {
  const key = SymmetricKey.generate();
  const pair = await PrivateKey.generate();
  return {
    key: await owner.seal(key),
    keys: { publicKey: `${await pair.publicKey()}`, encryptedPrivateKey: await pair.wrap(key) },
    collectionName: await key.encryptText(collectionName),
  };
}

/** @param {Invitation} invitation */
function path({ organizationId, organizationUserId }) {
  return `/api/organizations/${organizationId}/users/${organizationUserId}`;
}
