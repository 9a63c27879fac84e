/** @file The known answers that the Rust side is tested with, and the list of words. */

import { readFileSync } from "node:fs";
import { wordsOf } from "../../assets/keys/fingerprint.js";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");

export const vectors = JSON.parse(read("../../../vault-crypto/tests/data/crypto-vectors.json"));
export const words = wordsOf(read("../../assets/eff_large_wordlist.txt"));

export const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));

/** The settings of an account with all four fields. */
export const settings = ({ kdf }) => ({ memory: null, parallelism: null, ...kdf });
