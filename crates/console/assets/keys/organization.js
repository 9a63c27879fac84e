/** @file What an organization's key opens, and handing it over. */

import { KeysError } from "./error.js";
import { phrase, words } from "./fingerprint.js";
import { PublicKey } from "./key-pair.js";
import { ask } from "./session.js";
import { unlocked } from "./state.js";

/** @typedef {import("./state.js").Context} Context */
/** @typedef {{id: string, accountId: string, publicKey: string, phrase: string}} MemberKey */

/** Members that are confirmed by one call. */
const TOGETHER = 50;

/**
 * The public keys of members who wait for the organization's key, and the words by which they are compared; nothing needs
 * to be unlocked. Who waits no more is not in the answer.
 *
 * @param {{organization: string, members: string[]}} input Ids of memberships.
 * @returns {Promise<MemberKey[]>}
 */
export async function memberKeys({ organization, members }) {
  const { data } = await ask("POST", `/api/organizations/${organization}/users/public-keys`, { ids: members });
  const list = await words();
  const entry = async (/** @type {{id: string, userId: string, key: string}} */ { id, userId, key }) => {
    return { id, accountId: userId, publicKey: key, phrase: await phrase(userId, await PublicKey.parse(key), list) };
  };
  return Promise.all(data.map(entry));
}

/** The words for comparing the person's own public key. @param {{}} _ */
export async function ownPhrase(_) {
  const { id, privateKey } = unlocked();
  return phrase(id, await privateKey.publicKey(), await words());
}

/**
 * Seals the organization's key for members and confirms them. It is sealed for the public keys that are handed in, those
 * whose phrases were shown, whatever the server would hand out by now.
 *
 * @param {{organization: string, members: {id: string, publicKey: string}[]}} input
 * @param {Context} context
 * @returns {Promise<{id: string, error: string | null}[]>} For each, in order; null where it went well.
 */
export async function confirm({ organization, members }, context) {
  const key = await organizationKey(organization);
  /** @type {Map<string, string>} */
  const outcomes = new Map();
  for (let at = 0; at < members.length; at += TOGETHER) {
    context.progress(at, members.length);
    const keys = members.slice(at, at + TOGETHER).map(async ({ id, publicKey }) => {
      return { id, key: await (await PublicKey.parse(publicKey)).seal(key) };
    });
    const body = { keys: await Promise.all(keys) };
    const { data } = await ask("POST", `/api/organizations/${organization}/users/confirm`, body);
    for (const { id, error } of data) outcomes.set(id, error);
  }
  context.progress(members.length, members.length);
  return members.map(({ id }) => ({ id, error: outcomes.has(id) ? outcomes.get(id) || null : "not-a-member" }));
}

/**
 * Names of collections in clear; null in place of what the key does not open.
 *
 * @param {{organization: string, names: string[]}} input
 */
export async function decryptNames({ organization, names }) {
  const key = await organizationKey(organization);
  return Promise.all(names.map((name) => key.decryptText(name).catch(unlessLocked)));
}

/** @param {unknown} error @returns {null} */
function unlessLocked(error) {
  if (error instanceof KeysError && error.code !== "locked") return null;
  throw error;
}

/** @param {{organization: string, name: string}} input */
export async function encryptName({ organization, name }) {
  return (await organizationKey(organization)).encryptText(name);
}

/** The key of an organization to which the person belongs. @param {string} id */
export async function organizationKey(id) {
  return unlocked().organizationKey(id, async () => {
    const { organizations } = await ask("GET", "/api/accounts/profile");
    return organizations.find((/** @type {{id: string}} */ organization) => organization.id === id)?.key;
  });
}
