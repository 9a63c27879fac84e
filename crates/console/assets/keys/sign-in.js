/** @file Signing in, unlocking, and showing the master password again. */

import { Account } from "./account.js";
import { call, refusal, send } from "./api.js";
import { Credentials, saltOfEmail } from "./credentials.js";
import { KeysError } from "./error.js";
import { accountOf, ask, verified } from "./session.js";
import { forget, state } from "./state.js";

/** @typedef {import("./state.js").Context} Context */
/** @typedef {{email: string, password: string}} Login */

/**
 * 0 is an authenticator app, 1 is mail, 5 is a browser that was remembered, 8 is the recovery code.
 * @typedef {{provider: number, code: string, remember?: boolean}} TwoStep
 */

/**
 * Signs in, unlocks and begins a session of the console. Where a code is wanted (`two-step`, `new-device`), it is called
 * again with the code and without the login. A browser that asks to be remembered gets what stands for the code from now on.
 *
 * @param {{login?: Login, twoStep?: TwoStep, newDeviceCode?: string}} input
 * @param {Context} context
 */
export async function signIn({ login, twoStep, newDeviceCode }, context) {
  if (login) {
    forget();
    state.pending = await credentialsOf(login.email, login.password);
  }
  const credentials = waiting();
  const answer = await token(credentials, { twoStep, newDeviceCode }, context);
  const id = accountOf(answer.access_token);
  const account = await Account.unlock(id, credentials, ...wrappedKeys(answer));
  await call("POST", "/session", { json: { accessToken: answer.access_token } });
  forget();
  state.account = account;
  return {
    accountId: id,
    email: account.email,
    mustChangePassword: answer.forcePasswordReset === true,
    rememberToken: /** @type {string | null} */ (answer.twoFactorToken ?? null),
  };
}

/** Has the code of the second step mailed, for a sign-in that waits for it. @param {{}} _ @param {Context} context */
export async function sendTwoStepCode(_, { device }) {
  const { email, hash } = waiting();
  const json = { email, masterPasswordHash: hash, deviceIdentifier: device.identifier };
  await call("POST", "/api/two-factor/send-email-login", { json, device: device.identifier });
}

/** Has the code for a new device mailed again. @param {{}} _ @param {Context} context */
export async function sendNewDeviceCode(_, { device }) {
  const { email, hash } = waiting();
  const json = { email, masterPasswordHash: hash };
  await call("POST", "/api/accounts/resend-new-device-otp", { json, device: device.identifier });
}

/** The credentials of a sign-in that goes on. */
function waiting() {
  if (!state.pending) throw new KeysError("sign-in-again");
  return state.pending;
}

/**
 * Unlocks the account that is signed in.
 *
 * @param {{password: string}} input
 */
export async function unlock({ password }) {
  await proven(password);
}

/**
 * Shows the master password again, for what is so grave that the server asks for it, and unlocks.
 *
 * @param {{password: string}} input
 */
export async function verify({ password }) {
  const { hash } = await proven(password);
  const answer = await ask("POST", "/api/accounts/verify-password", { masterPasswordHash: hash });
  await verified(answer.userVerificationToken);
}

/** Forgets every key. */
export async function lock() {
  forget();
}

/** Whether keys are unlocked, and whose. */
export async function status() {
  return { account: state.account && { id: state.account.id, email: state.account.email } };
}

/**
 * The credentials of who is signed in, whose account is unlocked then. Whatever was unlocked before is forgotten: somebody
 * else may have signed in in another tab.
 *
 * @param {string} password
 */
export async function proven(password) {
  forget();
  const profile = await ask("GET", "/api/accounts/profile");
  const credentials = await credentialsOf(profile.email, password);
  const account = await Account.unlock(profile.id, credentials, profile.key, profile.privateKey);
  state.account = account;
  return credentials;
}

/** Derives with the settings that the server names. @param {string} email @param {string} password */
async function credentialsOf(email, password) {
  const json = { email: saltOfEmail(email) };
  const { kdfSettings, salt } = await call("POST", "/identity/accounts/prelogin/password", { json });
  const { kdfType, iterations, memory = null, parallelism = null } = kdfSettings ?? {};
  return Credentials.derive(email, password, { kdfType, iterations, memory, parallelism }, salt);
}

/**
 * `POST /identity/connect/token`, without a refresh token: the console has sessions of its own.
 *
 * @param {Credentials} credentials
 * @param {{twoStep?: TwoStep | undefined, newDeviceCode?: string | undefined}} codes
 * @param {Context} context
 */
async function token(credentials, { twoStep, newDeviceCode }, { device }) {
  /** @type {Record<string, string>} */
  const form = {
    grant_type: "password",
    scope: "api",
    client_id: "web",
    deviceType: device.type,
    deviceIdentifier: device.identifier,
    deviceName: device.name,
    username: credentials.email,
    password: credentials.hash,
  };
  if (twoStep) {
    const { provider, code, remember = false } = twoStep;
    Object.assign(form, { twoFactorToken: code.trim(), twoFactorProvider: `${provider}`, twoFactorRemember: remember ? "1" : "0" });
  }
  if (newDeviceCode) form["newDeviceOtp"] = newDeviceCode.trim();
  const answer = await send("POST", "/identity/connect/token", { form, device: device.identifier });
  if (answer.status === 200) return answer.body;
  throw tokenRefusal(answer);
}

/** @param {{status: number, body: any}} answer */
function tokenRefusal(answer) {
  const { status, body } = answer;
  if (status !== 400) return refusal(answer);
  const providers = Object.entries(body?.twoFactorProviders2 ?? {});
  if (providers.length > 0) {
    const listed = providers.map(([number, hints]) => ({ number: Number(number), email: hints?.email ?? null }));
    return new KeysError("two-step", undefined, { providers: listed });
  }
  switch (body?.error_description) {
    case "invalid_username_or_password":
      return new KeysError("wrong-password");
    case "invalid_two_factor_token":
      return new KeysError("wrong-two-step-code");
    case "Invalid new device OTP":
      return new KeysError("wrong-new-device-code");
  }
  const isNewDevice = String(body?.errorModel?.message).toLowerCase() === "new device verification required";
  return isNewDevice ? new KeysError("new-device") : refusal(answer);
}

/**
 * The user key and the private key, as the server keeps them.
 *
 * @param {any} answer
 * @returns {[string, string]}
 */
function wrappedKeys(answer) {
  const byPassword = answer.userDecryptionOptions?.masterPasswordUnlock?.masterKeyEncryptedUserKey;
  const pair = answer.accountKeys?.publicKeyEncryptionKeyPair;
  return [byPassword ?? answer.key, pair?.wrappedPrivateKey ?? answer.privateKey];
}
