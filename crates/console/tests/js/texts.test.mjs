/** @file Every code has a text, and every text has a code. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const assets = new URL("../../assets/", import.meta.url);
const read = (path) => readFileSync(new URL(path, assets), "utf8");

test("pages have a text for each code and for each text that a module asks for", () => {
  const codes = read("keys/error.js").match(/@typedef \{([^}]+)\} ErrorCode/)[1].match(/[a-z][a-z-]+/g);
  const modules = readdirSync(assets).filter((name) => name.endsWith(".js"));
  const asked = modules.flatMap((name) => [...read(name).matchAll(/\btext\("([a-z-]+)"/g)].map(([, code]) => code));
  const there = [...read("../templates/part/keys.html").matchAll(/data-text="([a-z-]+)"/g)].map(([, code]) => code);
  // Nobody is told that they cancelled.
  const wanted = new Set([...codes.filter((code) => code !== "cancelled"), ...asked]);
  assert.deepEqual([...wanted].sort(), there.toSorted());
});
