/** @file What others wrote is what their package has. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

test("the checksums of vendored files are those of their list", () => {
  const vendor = new URL("../../assets/vendor/", import.meta.url);
  const rows = readFileSync(new URL("README.md", vendor), "utf8").matchAll(/^\| `([^`]+\.js)` .* `([0-9a-f]{64})` \|$/gm);
  const listed = [...rows].map(([, file, sum]) => [file, sum]);
  assert.ok(listed.length > 0);
  for (const [file, sum] of listed) {
    assert.equal(createHash("sha256").update(readFileSync(new URL(file, vendor))).digest("hex"), sum, file);
  }
});
