/**
 * @file Accepts an invitation, for somebody who has no account, who is signed out, or who is signed in. Who that is is
 * asked from here, since the session's cookie does not come with a link in a mail.
 *
 *     <div data-module="accept" data-organization-id data-organization-user-id data-email data-token data-has-account="true"
 *          data-brings-keys="false" data-collection-name="NAME OF THE FIRST COLLECTION">
 *       <p data-message role="alert" hidden></p>
 *       <p data-recovery hidden>…admins of the organization can give this account another master password…</p>
 *       <section data-step="create" hidden>
 *         <form method="post" hx-boost="false">message, fields `new-password`, `new-password-again` and `hint`, button
 *           <button type="button" data-go="sign-in">I have an account</button></form>
 *       </section>
 *       <section data-step="sign-in" hidden>
 *         <form method="post" hx-boost="false">message, field `password`, button</form>
 *       </section>
 *       <section data-step="code" hidden>the form of sign-in-codes.js</section>
 *       <section data-step="join" hidden>
 *         <form method="post" hx-boost="false">message, button</form>
 *       </section>
 *       <section data-step="another" hidden>…<b data-shown="signed-in-as"></b> is signed in, the invitation is for
 *         <b data-shown="email"></b>…<form method="post" hx-boost="false">message, button that signs out</form></section>
 *       <section data-step="accepted" hidden>…an admin confirms next; <b data-shown="phrase"></b> is what they compare;
 *         <p data-organization-phrase hidden>…account recovery is for <b data-shown="organization-phrase"></b>…</p></section>
 *       <section data-step="over" hidden>…the invitation is good no more, for the reason in the message…</section>
 *     </div>
 */

import { keys } from "./keys.js";
import { KeysError } from "./keys/error.js";
import { busy, emptySecrets, fill, find, newPassword, onSubmit, say, showStep, value, visit, wordsOf } from "./page.js";
import { signInWithCodes } from "./sign-in-codes.js";
import { withKeys } from "./unlock.js";

/** @typedef {import("./keys/password-policy.js").PasswordPolicy} PasswordPolicy */

/** @param {HTMLElement} root */
export function start(root) {
  const { organizationId = "", organizationUserId = "", email = "", token = "" } = root.dataset;
  const invitation = { organizationId, organizationUserId, email, token };
  /** @type {PasswordPolicy | null} */
  let policy = null;

  const join = async () => {
    if (root.dataset["bringsKeys"] === "true") {
      await keys.acceptInit({ ...invitation, collectionName: root.dataset["collectionName"] ?? "" });
      return visit(`/organizations/${organizationId}/overview`);
    }
    const { organizationPhrase } = await keys.accept(invitation);
    find(root, "[data-organization-phrase]").hidden = organizationPhrase === null;
    fill(root, { "phrase": await keys.ownPhrase(), "organization-phrase": organizationPhrase ?? "" });
    showStep(root, "accepted");
  };

  const signInAndJoin = async (/** @type {HTMLElement} */ form, /** @type {string} */ password) => {
    const isIn = await signInWithCodes(find(root, '[data-step="code"] form'), { email, password }, join);
    emptySecrets(form);
    if (isIn) await join();
    else showStep(root, "code");
  };

  const create = find(root, '[data-step="create"] form');
  onSubmit(create, async () => {
    const password = newPassword(create, policy);
    const proof = { organizationUserId, orgInviteToken: token };
    try {
      await keys.createAccount({ email, password, hint: value(create, "hint"), proof });
    } catch (error) {
      // Made since the mail was written, perhaps here, when what comes next failed: the password tells.
      if (!(error instanceof KeysError && error.code === "refused" && error.words?.includes("exists already"))) throw error;
    }
    await signInAndJoin(create, password);
  });
  find(create, "[data-go]").addEventListener("click", () => showStep(root, "sign-in"));

  const signIn = find(root, '[data-step="sign-in"] form');
  onSubmit(signIn, () => signInAndJoin(signIn, value(signIn, "password")));

  const joining = find(root, '[data-step="join"] form');
  onSubmit(joining, () => withKeys(join));

  const begin = async () => {
    try {
      const policies = await keys.invitationPolicies(invitation);
      policy = policies.password;
      find(root, "[data-recovery]").hidden = !policies.enrollsInRecovery;
    } catch (error) {
      say(root, wordsOf(error));
      return showStep(root, error instanceof KeysError && error.code === "refused" ? "over" : "sign-in");
    }
    const signedInAs = (await keys.viewer()).email;
    if (signedInAs === null) return showStep(root, root.dataset["hasAccount"] === "true" ? "sign-in" : "create");
    fill(root, { "signed-in-as": signedInAs, email });
    showStep(root, signedInAs.toLowerCase() === email.trim().toLowerCase() ? "join" : "another");
  };

  const another = find(root, '[data-step="another"] form');
  onSubmit(another, async () => {
    await keys.signOut();
    await begin();
  });

  void busy(root, begin);
}
