/** @file Bodies have the shape that the client API takes, and what the server keeps opens with the password alone. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Account } from "../../assets/keys/account.js";
import { Credentials } from "../../assets/keys/credentials.js";
import { firstKeys } from "../../assets/keys/join.js";
import { PrivateKey, PublicKey } from "../../assets/keys/key-pair.js";
import { passwordChange } from "../../assets/keys/master-password.js";
import { registration } from "../../assets/keys/registration.js";
import { SymmetricKey } from "../../assets/keys/symmetric-key.js";

const kdf = { kdfType: 0, iterations: 5_000, memory: null, parallelism: null };
const proof = { organizationUserId: "219f952e-67f9-475e-8a7a-61e6c172c443", orgInviteToken: "a.b.c" };

test("a registration has both shapes, which agree", async () => {
  const body = await registration({ email: " Dora@Example.test", password: "pass phrase", kdf, proof });
  assert.deepEqual(Object.keys(body).sort(), [
    "email", "kdf", "kdfIterations", "kdfMemory", "kdfParallelism", "masterPasswordAuthentication", "masterPasswordHash",
    "masterPasswordHint", "masterPasswordUnlock", "orgInviteToken", "organizationUserId", "userAsymmetricKeys",
    "userSymmetricKey",
  ]);
  assert.equal(body.email, "dora@example.test");
  assert.equal(body.masterPasswordUnlock.salt, "dora@example.test");
  assert.deepEqual(body.masterPasswordAuthentication.kdf, kdf);
  assert.equal(body.masterPasswordAuthentication.masterPasswordAuthenticationHash, body.masterPasswordHash);
  assert.equal(body.masterPasswordUnlock.masterKeyWrappedUserKey, body.userSymmetricKey);
  assert.equal(body.masterPasswordHint, null);
});

test("a new account opens with its password and with no other", async () => {
  const body = await registration({ email: "dora@example.test", password: "pass phrase", kdf, proof });
  const { publicKey, encryptedPrivateKey } = body.userAsymmetricKeys;
  const again = await Credentials.derive("Dora@example.test ", "pass phrase", kdf);
  const account = await Account.unlock("1", again, body.userSymmetricKey, encryptedPrivateKey);
  assert.equal(`${await account.privateKey.publicKey()}`, publicKey);
  const wrong = await Credentials.derive("dora@example.test", "pass phrasd", kdf);
  await assert.rejects(Account.unlock("1", wrong, body.userSymmetricKey, encryptedPrivateKey), { code: "wrong-password" });
});

test("under another address the same user key opens", async () => {
  const userKey = SymmetricKey.generate();
  const next = await Credentials.derive("New@example.test", "pass phrase", kdf);
  const body = await passwordChange(next, userKey);
  assert.equal(body.key, body.unlockData.masterKeyWrappedUserKey);
  assert.equal(body.newMasterPasswordHash, body.authenticationData.masterPasswordAuthenticationHash);
  assert.equal(body.unlockData.salt, "new@example.test");
  assert.deepEqual((await next.stretchedKey.unwrap(body.key)).reveal(), userKey.reveal());
});

test("the first owner opens everything of a new organization", async () => {
  const owner = await PrivateKey.generate();
  const { key, keys, collectionName } = await firstKeys(await owner.publicKey(), "Default collection");
  const opened = await owner.open(key);
  assert.equal(await opened.decryptText(collectionName), "Default collection");
  const pair = await PrivateKey.unwrap(keys.encryptedPrivateKey, opened);
  assert.equal(`${await pair.publicKey()}`, `${await PublicKey.parse(keys.publicKey)}`);
});

test("a key that was wiped does no more work", async () => {
  const key = SymmetricKey.generate();
  const text = await key.encryptText("x");
  const pair = await PrivateKey.generate();
  key.wipe();
  assert.throws(() => key.reveal(), { code: "locked" });
  await assert.rejects(key.decrypt(text), { code: "locked" });
  await assert.rejects((await pair.publicKey()).seal(key), { code: "locked" });
});
