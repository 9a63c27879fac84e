/** @file An admin gives a member who forgot theirs a new master password. */

import { Credentials } from "./credentials.js";
import { PrivateKey } from "./key-pair.js";
import { organizationKey } from "./organization.js";
import { ask } from "./session.js";
import { proven } from "./sign-in.js";

/**
 * Opens the member's user key, which was sealed for the organization, and puts it under a new master password. The member
 * is signed out everywhere, and chooses another one after the next sign-in. Whoever does this shows their own master
 * password first.
 *
 * @param {{organization: string, member: string, password: string, newPassword: string}} input `member`: the membership's id.
 */
export async function recoverAccount({ organization, member, password, newPassword }) {
  await proven(password);
  const path = `/api/organizations/${organization}/users/${member}`;
  const details = await ask("GET", `${path}/reset-password-details`);
  const privateKey = await PrivateKey.unwrap(details.encryptedPrivateKey, await organizationKey(organization));
  const userKey = await privateKey.open(details.resetPasswordKey);
  try {
    const { kdf: kdfType, kdfIterations: iterations, kdfMemory: memory, kdfParallelism: parallelism } = details;
    const kdf = { kdfType, iterations, memory: memory ?? null, parallelism: parallelism ?? null };
    const next = await Credentials.derive("", newPassword, kdf, details.masterPasswordSalt);
    const key = await next.stretchedKey.wrap(userKey);
    await ask("PUT", `${path}/reset-password`, { newMasterPasswordHash: next.hash, key });
  } finally {
    userKey.wipe();
  }
}
