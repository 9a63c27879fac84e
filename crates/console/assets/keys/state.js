/** @file What the worker holds between two messages. It is in this worker's memory and nowhere else. */

import { KeysError } from "./error.js";

/** @typedef {import("./account.js").Account} Account */
/** @typedef {import("./credentials.js").Credentials} Credentials */

/**
 * What comes with every message.
 *
 * @typedef {object} Context
 * @property {{identifier: string, type: string, name: string}} device This browser, as the server lists it.
 * @property {(done: number, all: number) => void} progress Tells the page how far the work is.
 */

/** Locked when nothing was asked for this long: as long as the server keeps a session that does nothing. */
const IDLE = 30 * 60 * 1000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

export const state = {
  /** The unlocked account. @type {Account | null} */
  account: null,
  /** Of a sign-in that waits for a code. @type {Credentials | null} */
  pending: null,
  /** Of a two-step set-up: the master password was shown a moment ago. @type {string | null} */
  passwordHash: null,
  /** An access token of this session, and until when it is used. @type {{token: string, until: number} | null} */
  access: null,
};

/** The unlocked account; refused where everything was forgotten. */
export function unlocked() {
  if (!state.account) throw new KeysError("locked");
  return state.account;
}

/** Forgets everything. */
export function forget() {
  state.account?.wipe();
  state.pending?.stretchedKey.wipe();
  Object.assign(state, { account: null, pending: null, passwordHash: null, access: null });
}

/** Puts off the moment at which everything is forgotten. */
export function isUsed() {
  clearTimeout(timer);
  timer = setTimeout(forget, IDLE);
}
