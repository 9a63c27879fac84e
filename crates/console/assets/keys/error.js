/** @file What goes wrong with keys, by a code that pages have a text for. */

/**
 * @typedef {"decryption" | "form" | "invalid-key" | "kdf-settings" | "locked" | "wrong-password" | "two-step" |
 *   "wrong-two-step-code" | "new-device" | "wrong-new-device-code" | "sign-in-again" | "session-over" | "another-account" |
 *   "not-a-member" | "too-many-requests" | "unreachable" | "refused" | "insecure-context" | "cancelled" |
 *   "passwords-differ" | "password-too-short" | "password-needs-upper" | "password-needs-lower" | "password-needs-digit" |
 *   "password-needs-special" | "failed"} ErrorCode
 */

/** @typedef {{providers?: {number: number, email: string | null}[], length?: number}} ErrorDetails */

export class KeysError extends Error {
  /**
   * @param {ErrorCode} code What pages look the text up by.
   * @param {string} [words] The server's own words, where it has some for people: `refused`.
   * @param {ErrorDetails} [details] What a page needs to go on.
   */
  constructor(code, words, details) {
    super(words ?? code);
    this.name = "KeysError";
    this.code = code;
    this.words = words ?? null;
    this.details = details ?? {};
  }
}
