/**
 * @file The browser's half of an exchange with the other implementation: opens what is on the standard input, and prints what
 * it makes for the other to open. `tests/it/exchange.rs` runs it.
 */

import { text } from "node:stream/consumers";
import { Account } from "../../assets/keys/account.js";
import { Credentials } from "../../assets/keys/credentials.js";
import { phrase } from "../../assets/keys/fingerprint.js";
import { firstKeys } from "../../assets/keys/join.js";
import { PrivateKey, PublicKey } from "../../assets/keys/key-pair.js";
import { passwordChange } from "../../assets/keys/master-password.js";
import { registration } from "../../assets/keys/registration.js";
import { words } from "./vectors.mjs";

const { login, account, organization, other } = JSON.parse(await text(process.stdin));

// What the other side made.
const credentials = await Credentials.derive(login.email, login.password, login.kdf);
const own = await Account.unlock(account.id, credentials, account.wrappedUserKey, account.wrappedPrivateKey);
const ownPublicKey = await own.privateKey.publicKey();
const key = await own.organizationKey(organization.id, async () => organization.key);
const pair = await PrivateKey.unwrap(organization.keys.encryptedPrivateKey, key);
const opened = {
  hash: credentials.hash,
  userKey: [...own.userKey.reveal()],
  publicKey: `${ownPublicKey}`,
  organizationKey: [...key.reveal()],
  organizationPublicKey: `${await pair.publicKey()}`,
  collectionName: await key.decryptText(organization.collectionName),
  phrase: await phrase(account.id, ownPublicKey, words),
};

// What the other side is to open.
const next = await Credentials.derive("new@example.test", "another pass phrase", login.kdf);
const made = {
  registration: await registration({ ...login, proof: { emailVerificationToken: "a.b.c" } }),
  passwordChange: await passwordChange(next, own.userKey),
  firstKeys: await firstKeys(ownPublicKey, "Grüße 🔑"),
  confirmation: await (await PublicKey.parse(other.publicKey)).seal(key),
  recovery: await (await PublicKey.parse(organization.keys.publicKey)).seal(own.userKey),
  name: await key.encryptText("Kennwörter"),
};

process.stdout.write(JSON.stringify({ opened, made }));
