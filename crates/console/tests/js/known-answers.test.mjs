/** @file Known answers, made apart from this code and accepted by the official client: three accounts, an organization. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Credentials } from "../../assets/keys/credentials.js";
import { phrase } from "../../assets/keys/fingerprint.js";
import { PrivateKey, PublicKey } from "../../assets/keys/key-pair.js";
import { SymmetricKey } from "../../assets/keys/symmetric-key.js";
import { fromBase64 } from "../../assets/keys/bytes.js";
import { bytes, settings, vectors, words } from "./vectors.mjs";

const key = (hex) => new SymmetricKey(bytes(hex));
const stretched = (account) => key(account.stretchedEncKey + account.stretchedMacKey);
const privateKey = (account) => PrivateKey.unwrap(account.wrappedPrivateKey, key(account.userKey));

test("passwords make keys", async () => {
  for (const account of vectors.accounts) {
    const credentials = await Credentials.derive(account.email, account.password, settings(account));
    assert.equal(credentials.salt, account.saltIsTheTrimmedLowercasedEmail);
    assert.equal(credentials.hash, account.masterPasswordHash_b64);
    assert.deepEqual(credentials.stretchedKey.reveal(), stretched(account).reveal());
    const userKey = await credentials.stretchedKey.unwrap(account.masterKeyWrappedUserKey);
    assert.deepEqual(userKey.reveal(), bytes(account.userKey));
  }
});

test("wrapping under the same IV makes the same text", async () => {
  for (const account of vectors.accounts) {
    const wrapped = await stretched(account).encryptWithIv(bytes(account.userKey), bytes(account.iv));
    assert.equal(wrapped, account.masterKeyWrappedUserKey);
    const pkcs8 = fromBase64(account.privateKey_pkcs8_b64);
    assert.equal(await key(account.userKey).encryptWithIv(pkcs8, bytes(account.iv)), account.wrappedPrivateKey);
  }
});

test("pairs are read and written byte for byte", async () => {
  for (const account of vectors.accounts) {
    const pair = await privateKey(account);
    assert.equal((await pair.publicKey()).toString(), account.publicKey_spki_b64);
    assert.equal((await PublicKey.parse(account.publicKey_spki_b64)).toString(), account.publicKey_spki_b64);
    const pkcs8 = await key(account.userKey).decrypt(await pair.wrap(key(account.userKey)));
    assert.deepEqual(pkcs8, fromBase64(account.privateKey_pkcs8_b64));
  }
});

test("the organization is open to whom it was sealed for", async () => {
  const { orgKey, wrappedForOwner, wrappedForMember, collectionName } = vectors.organisation;
  const [owner, member, stranger] = await Promise.all(vectors.accounts.map(privateKey));
  assert.deepEqual((await owner.open(wrappedForOwner)).reveal(), bytes(orgKey));
  assert.deepEqual((await member.open(wrappedForMember)).reveal(), bytes(orgKey));
  await assert.rejects(stranger.open(wrappedForMember), { code: "decryption" });
  assert.equal(await key(orgKey).decryptText(collectionName.enc), collectionName.plain);
  const sealed = await (await member.publicKey()).seal(key(orgKey));
  assert.deepEqual((await member.open(sealed)).reveal(), bytes(orgKey));
});

test("phrases are those of the official client", async () => {
  const expected = [
    "muppet-sustained-compile-hatchling-visiting",
    "cosigner-stole-remote-grinning-detective",
    "molar-encode-setting-variable-slacker",
  ];
  for (const [at, account] of vectors.accounts.entries()) {
    const publicKey = await PublicKey.parse(account.publicKey_spki_b64);
    assert.equal(await phrase("a09726a0-9590-49d1-a5f5-afe300b6a515", publicKey, words), expected[at]);
  }
});

test("another password does not unlock", async () => {
  const account = vectors.accounts[2];
  const wrong = await Credentials.derive(account.email, "pass phrase with u", settings(account));
  await assert.rejects(wrong.stretchedKey.unwrap(account.masterKeyWrappedUserKey), { code: "decryption" });
});
