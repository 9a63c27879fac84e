/** @file QR codes are those that another encoder makes: npm's `qrcode` 1.5, whose modules these are the SHA-256 of. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { modules } from "../../assets/qr.js";

const OTPAUTH =
  "otpauth://totp/vault.example.test%3Aada%40example.test?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=vault.example.test";

test("modules are those of another encoder", () => {
  for (const [text, size, expected] of [
    ["a", 21, "94b44f88f972ee032cabad42c8a4b79723ac309b7c019d09aefd5dcd359b7515"],
    [OTPAUTH, 45, "27313457f06cbeb2e6d5836f00c078bb772f05418f8ca389c5bd19580ed2db2a"],
    ["0123456789".repeat(21), 57, "eaeb2a0aff791ae00a4c26f74c40eef3dcd4ae5e92566ad64889a1a3e7f0e15e"],
  ]) {
    const grid = modules(text);
    assert.equal(grid.length, size);
    const printed = grid.map((line) => `${line.map(Number).join("")}\n`).join("");
    assert.equal(createHash("sha256").update(printed).digest("hex"), expected, text);
  }
});

test("a text that does not fit is refused", () => {
  assert.equal(modules("x".repeat(213)).length, 57);
  assert.throws(() => modules("x".repeat(214)), RangeError);
});
