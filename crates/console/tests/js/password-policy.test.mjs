/** @file What a master password must have: the same as for the command line. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { requireStrength } from "../../assets/keys/password-policy.js";

test("each demand is met by what has it", () => {
  for (const [policy, meets, lacks, code] of [
    [null, "correct horse", "correct hor", "password-too-short"],
    [{ minLength: 4 }, "correct horse", "correct hor", "password-too-short"],
    [{ minLength: 14 }, "correct hors🔑", "correct horse", "password-too-short"],
    [{ requireUpper: true }, "blue kettle Ä", "blue kettle 4!ß", "password-needs-upper"],
    [{ requireLower: true }, "BLUE KETTLE ä", "BLUE KETTLE 4!", "password-needs-lower"],
    [{ requireNumbers: true }, "blue kettle 4", "blue kettle ４", "password-needs-digit"],
    [{ requireSpecial: true }, "blue kettle ^", "blue-kettle-pot?", "password-needs-special"],
  ]) {
    requireStrength(meets, policy);
    assert.throws(() => requireStrength(lacks, policy), { code }, lacks);
  }
  const nothing = { minLength: null, requireUpper: false, requireLower: null, minComplexity: 3 };
  requireStrength("blue kettle pot", nothing);
});

test("the length that is wanted is told", () => {
  assert.throws(() => requireStrength("short", { minLength: 16 }), { details: { length: 16 } });
});
