/**
 * @file The worker that holds unlocked keys. They never leave it.
 *
 * It is sent `{id, do, input, context}` and answers `{id, progress}` any number of times, then once `{id, ok: true, value}`
 * or `{id, ok: false, error}`. `keys.js` is the page's side.
 */

import { KeysError } from "./keys/error.js";
import { operations } from "./keys/operations.js";
import { isUsed } from "./keys/state.js";

/** @typedef {{id: number, do: keyof typeof operations, input: any, context: {device: any}}} Question */

onmessage = async ({ data }) => {
  const { id, do: name, input, context } = /** @type {Question} */ (data);
  isUsed();
  /** @type {(done: number, all: number) => void} */
  const progress = (done, all) => postMessage({ id, progress: { done, all } });
  try {
    const operation = /** @type {(input: any, context: any) => Promise<unknown>} */ (operations[name]);
    postMessage({ id, ok: true, value: await operation(input, { ...context, progress }) });
  } catch (error) {
    postMessage({ id, ok: false, error: told(error) });
  }
};

/** What a page may know of an error. @param {unknown} error */
function told(error) {
  const { code, words, details } = error instanceof KeysError ? error : new KeysError("failed");
  return { code, words, details };
}
