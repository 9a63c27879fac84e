/** @file Five words by which two people compare a public key. */

import { expand } from "./hmac.js";

const LIST = 7776;
/** The fewest words that carry 64 bits. */
const PHRASE_LENGTH = 5;

/** @type {Promise<string[]> | undefined} */
let loading;

/** The words in their order: the list of the Electronic Frontier Foundation, loaded when it is first needed. */
export function words() {
  loading ??= load().catch((error) => {
    loading = undefined; // the next one tries again
    throw error;
  });
  return loading;
}

async function load() {
  const answer = await fetch(new URL("../eff_large_wordlist.txt", import.meta.url));
  return wordsOf(await answer.text());
}

/** @param {string} list Lines of five dice, a tab and a word. */
export function wordsOf(list) {
  const found = list.trimEnd().split("\n").map((line) => line.split("\t")[1] ?? "");
  if (found.length !== LIST || found.includes("")) throw new Error("the list of words is not whole");
  return found;
}

/**
 * The phrase as Bitwarden's clients show it, joined by hyphens.
 *
 * @param {string} id Of the account, or of the organization whose key it is: a UUID in lower case with hyphens.
 * @param {import("./key-pair.js").PublicKey} publicKey
 * @param {string[]} words
 */
export async function phrase(id, publicKey, words) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", publicKey.spki));
  let number = (await expand(hash, id)).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const phrase = [];
  for (let count = 0; count < PHRASE_LENGTH; count++) {
    phrase.push(words[Number(number % BigInt(LIST))]);
    number /= BigInt(LIST);
  }
  return phrase.join("-");
}
