/** @file What is damaged, too weak or of another form is refused. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBase64, toBase64 } from "../../assets/keys/bytes.js";
import { parseEncrypted, parseSealed } from "../../assets/keys/enc-string.js";
import { checkKdf, DEFAULT_KDF } from "../../assets/keys/kdf.js";
import { PublicKey } from "../../assets/keys/key-pair.js";
import { SymmetricKey } from "../../assets/keys/symmetric-key.js";
import { vectors } from "./vectors.mjs";

const IV = "AAAAAAAAAAAAAAAAAAAAAA==";
const MAC = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

test("parts must fit the type", () => {
  const rsa = toBase64(new Uint8Array(256));
  parseEncrypted(`2.${IV}|${IV}|${MAC}`);
  parseSealed(`4.${rsa}`);
  for (const text of [
    "", "2.", `${IV}|${IV}|${MAC}`, `0.${IV}|${IV}`, `1.${IV}|${IV}|${MAC}`, `02.${IV}|${IV}|${MAC}`, `2.${IV}|${IV}`,
    `2.${IV}|${IV}|${MAC}|${MAC}`, `2.${IV}|${IV}|${MAC}\n`, `2.${IV}| ${IV}|${MAC}`, `2.${IV}||${MAC}`,
    `2.${MAC}|${IV}|${MAC}`, `2.${IV}|AAAA|${MAC}`, `2.${IV}|${IV}|${IV}`, `4.${rsa}`,
  ]) {
    assert.throws(() => parseEncrypted(text), { code: "form" }, text);
  }
  for (const text of ["", `4.${IV}`, `3.${rsa}`, `4.${rsa}|${MAC}`, `4.${rsa.slice(0, -1)}`, rsa]) {
    assert.throws(() => parseSealed(text), { code: "form" }, text);
  }
});

test("base64 is padded and has nothing around it", () => {
  assert.deepEqual(fromBase64(""), new Uint8Array());
  assert.deepEqual(fromBase64("/+8="), Uint8Array.of(0xff, 0xef));
  for (const text of ["A", "AA", "AA=", "AAA", "AA==A", " AAAA", "AAAA\n", "_-8=", "A=AA"]) {
    assert.throws(() => fromBase64(text), { code: "form" }, text);
  }
});

test("a changed bit anywhere is noticed before anything is decrypted", async () => {
  const key = SymmetricKey.generate();
  const text = await key.encryptText("Default collection");
  assert.equal(await key.decryptText(text), "Default collection");
  assert.notEqual(await key.encryptText("Default collection"), text, "an IV was used twice");
  const parts = text.slice(2).split("|").map(fromBase64);
  for (const [place, part] of parts.entries()) {
    for (const at of [0, part.length - 1]) {
      const changed = parts.map((bytes) => bytes.slice());
      changed[place][at] ^= 1;
      const damaged = `2.${changed.map(toBase64).join("|")}`;
      await assert.rejects(key.decrypt(damaged), { code: "decryption" });
    }
  }
});

test("settings of the key derivation have limits", () => {
  const argon2id = (iterations, memory, parallelism) => ({ kdfType: 1, iterations, memory, parallelism });
  const pbkdf2 = (iterations) => ({ kdfType: 0, iterations, memory: null, parallelism: null });
  for (const allowed of [DEFAULT_KDF, pbkdf2(5_000), pbkdf2(2_000_000), argon2id(3, 64, 4), argon2id(2, 15, 1), argon2id(10, 1024, 16)]) {
    checkKdf(allowed);
  }
  for (const refused of [
    pbkdf2(4_999), pbkdf2(2_000_001), pbkdf2(NaN), pbkdf2("600000"), argon2id(1, 64, 4), argon2id(11, 64, 4), argon2id(3, 14, 4),
    argon2id(3, 1025, 4), argon2id(3, null, 4), argon2id(3, 64, null), argon2id(3, 64, 0), argon2id(3, 64, 17),
    { ...DEFAULT_KDF, kdfType: 2 },
  ]) {
    assert.throws(() => checkKdf(refused), { code: "kdf-settings" }, JSON.stringify(refused));
  }
});

test("a public key is one DER of RSA-2048, and no byte more", async () => {
  const good = vectors.accounts[0].publicKey_spki_b64;
  const longer = toBase64(Uint8Array.of(...fromBase64(good), 0));
  const pair = await crypto.subtle.generateKey(
    { name: "RSA-OAEP", hash: "SHA-1", modulusLength: 1024, publicExponent: Uint8Array.of(1, 0, 1) }, true, ["encrypt", "decrypt"],
  );
  const small = toBase64(new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)));
  for (const text of [longer, small, toBase64(new Uint8Array(294)), "AAAA"]) {
    await assert.rejects(PublicKey.parse(text), { code: "invalid-key" });
  }
});
