/** @file What the worker does when a page asks for it by name. Answers hold no key and no password. */

import { accept, acceptInit, invitationPolicies } from "./join.js";
import {
  changeEmail, changeKdf, changePassword, deleteAccount, replaceTemporaryPassword, requestEmailChange,
} from "./master-password.js";
import { confirm, decryptNames, encryptName, memberKeys, ownPhrase } from "./organization.js";
import { recoverAccount } from "./recovery.js";
import { createAccount, sendVerificationEmail } from "./registration.js";
import { signOut, viewer } from "./session.js";
import { lock, sendNewDeviceCode, sendTwoStepCode, signIn, status, unlock, verify } from "./sign-in.js";
import { disableTwoStep, enableAuthenticator, enableTwoStepEmail, openTwoStep, sendTwoStepEmail } from "./two-step.js";

export const operations = {
  accept,
  acceptInit,
  changeEmail,
  changeKdf,
  changePassword,
  confirm,
  createAccount,
  decryptNames,
  deleteAccount,
  disableTwoStep,
  enableAuthenticator,
  enableTwoStepEmail,
  encryptName,
  invitationPolicies,
  lock,
  memberKeys,
  openTwoStep,
  ownPhrase,
  recoverAccount,
  replaceTemporaryPassword,
  requestEmailChange,
  sendNewDeviceCode,
  sendTwoStepCode,
  sendTwoStepEmail,
  sendVerificationEmail,
  signIn,
  signOut,
  status,
  unlock,
  verify,
  viewer,
};

/** @typedef {typeof operations} Operations */
