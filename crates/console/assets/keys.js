/**
 * @file The page's side of the keys: `await keys.unlock({ password })`.
 *
 * Every operation of `keys/operations.js` is a method here, with the same input and value; it rejects with a `KeysError`,
 * whose `code` pages have a text for. The worker is started by the first of them and lives as long as the page: links and
 * forms that htmx boosts keep it.
 */

import { KeysError } from "./keys/error.js";

/** @typedef {import("./keys/operations.js").Operations} Operations */
/** @typedef {(done: number, all: number) => void} Progress */
/** @typedef {{resolve: (value: any) => void, reject: (error: KeysError) => void, progress: Progress | undefined}} Waiting */

/** Where this browser's identifier is kept. Clearing it makes the browser a new device. */
const DEVICE = "provost.device";

/** Bitwarden's numbers, by what a browser says of itself; the first that fits, since most name others too. */
const BROWSERS = /** @type {const} */ ([
  ["Vivaldi/", "18", "vivaldi"],
  ["OPR/", "11", "opera"],
  ["Edg/", "12", "edge"],
  ["Firefox/", "10", "firefox"],
  ["Chrome/", "9", "chrome"],
  ["Safari/", "17", "safari"],
]);

/** @type {Worker | undefined} */
let worker;
let lastId = 0;
/** @type {Map<number, Waiting>} */
const waiting = new Map();

/**
 * @template {keyof Operations} Name
 * @param {Name} name
 * @param {Parameters<Operations[Name]>[0]} input
 * @param {Progress} [progress]
 * @returns {ReturnType<Operations[Name]>}
 */
function ask(name, input, progress) {
  // Off loopback, browsers have their cryptography on TLS alone.
  if (!isSecureContext) return /** @type {any} */ (Promise.reject(new KeysError("insecure-context")));
  worker ??= started();
  const id = ++lastId;
  const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject, progress }));
  worker.postMessage({ id, do: name, input: input ?? {}, context: { device: device() } });
  return /** @type {any} */ (answer);
}

/** @type {{[Name in keyof Operations]: (input?: Parameters<Operations[Name]>[0], progress?: Progress) => ReturnType<Operations[Name]>}} */
export const keys = new Proxy(/** @type {any} */ ({}), {
  get: (_, name) => (/** @type {any} */ input, /** @type {Progress} */ progress) => ask(/** @type {any} */ (name), input, progress),
});

function started() {
  const started = new Worker(new URL("./keys-worker.js", import.meta.url), { type: "module", name: "keys" });
  started.onmessage = ({ data: { id, progress, ok, value, error } }) => {
    const asked = waiting.get(id);
    if (progress) return asked?.progress?.(progress.done, progress.all);
    waiting.delete(id);
    if (ok) asked?.resolve(value);
    else asked?.reject(new KeysError(error.code, error.words ?? undefined, error.details));
  };
  // It did not load: whoever waits is told, and the next one tries again.
  started.onerror = () => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new KeysError("unreachable"));
    waiting.clear();
  };
  return started;
}

function device() {
  const found = BROWSERS.find(([mark]) => navigator.userAgent.includes(mark));
  const [, type, name] = found ?? ["", "14", "browser"];
  return { identifier: identifier(), type, name };
}

function identifier() {
  const kept = localStorage.getItem(DEVICE);
  if (kept) return kept;
  const made = crypto.randomUUID();
  localStorage.setItem(DEVICE, made);
  return made;
}
