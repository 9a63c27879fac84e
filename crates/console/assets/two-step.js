/**
 * @file Sets a second step up.
 *
 *     <div data-module="two-step">
 *       <section data-step="password">
 *         <form method="post" hx-boost="false">message, field `password`, button</form>
 *       </section>
 *       <section data-step="overview" hidden>
 *         <p data-message role="alert" hidden></p>
 *         <div data-when="app-on">…<button type="button" data-disable="0">…</button></div>
 *         <div data-when="app-off">…<span data-qr data-label="…"></span> <code data-shown="key"></code>
 *           <a data-otpauth>…</a>
 *           <form method="post" hx-boost="false" data-do="app">message, field `code`, button</form></div>
 *         <div data-when="mail-on">…<b data-shown="address"></b> <button type="button" data-disable="1">…</button></div>
 *         <div data-when="mail-off">
 *           <form method="post" hx-boost="false" data-do="send">message, field `email`, button</form>
 *           <form method="post" hx-boost="false" data-do="mail" hidden>message, field `code`, button</form></div>
 *         <div data-when="recovery">…keep this code where you find it without this device… <code data-shown="recovery"></code></div>
 *       </section>
 *     </div>
 */

import { keys } from "./keys.js";
import { busy, emptySecrets, field, fill, find, onSubmit, showStep, value } from "./page.js";
import { picture } from "./qr.js";

/** @param {HTMLElement} root */
export function start(root) {
  /** @type {Awaited<ReturnType<typeof keys.openTwoStep>>} */
  let setup;

  const show = () => {
    const { authenticator, email, recoveryCode } = setup;
    const groups = (/** @type {string} */ code) => code.replaceAll(/.{4}(?=.)/g, "$& ");
    fill(root, { key: groups(authenticator.key), address: email.address, recovery: groups(recoveryCode ?? "") });
    const when = {
      "app-on": authenticator.enabled,
      "app-off": !authenticator.enabled,
      "mail-on": email.enabled,
      "mail-off": !email.enabled,
      "recovery": recoveryCode !== null && (authenticator.enabled || email.enabled),
    };
    for (const [name, holds] of Object.entries(when)) find(root, `[data-when="${name}"]`).hidden = !holds;
    const uri = otpauth(authenticator.key, email.address);
    for (const link of root.querySelectorAll("a[data-otpauth]")) link.setAttribute("href", uri);
    const place = find(root, "[data-qr]");
    place.replaceChildren(...(authenticator.enabled ? [] : [picture(uri, place.dataset["label"] ?? "")]));
  };

  const password = find(root, '[data-step="password"] form');
  onSubmit(password, async () => {
    setup = await keys.openTwoStep({ password: value(password, "password") });
    emptySecrets(password);
    field(root, "email").value = setup.email.address;
    show();
    showStep(root, "overview");
  });

  const app = find(root, 'form[data-do="app"]');
  onSubmit(app, async () => {
    setup.recoveryCode = await keys.enableAuthenticator({ key: setup.authenticator.key, code: value(app, "code") });
    setup.authenticator.enabled = true;
    emptySecrets(app);
    show();
  });

  const send = find(root, 'form[data-do="send"]');
  const mail = find(root, 'form[data-do="mail"]');
  onSubmit(send, async () => {
    await keys.sendTwoStepEmail({ email: value(send, "email") });
    mail.hidden = false;
    field(mail, "code").focus();
  });
  onSubmit(mail, async () => {
    const address = value(send, "email");
    setup.recoveryCode = await keys.enableTwoStepEmail({ email: address, code: value(mail, "code") });
    setup.email = { enabled: true, address };
    emptySecrets(mail);
    mail.hidden = true;
    show();
  });

  const overview = find(root, '[data-step="overview"]');
  for (const button of root.querySelectorAll("[data-disable]")) {
    const provider = Number(button.getAttribute("data-disable"));
    button.addEventListener("click", () => {
      void busy(overview, async () => {
        await keys.disableTwoStep({ provider });
        // A key that was in use is used no more.
        if (provider === 0) return location.reload();
        setup.email.enabled = false;
        show();
      });
    });
  }
}

/** What an authenticator app reads. @param {string} key In base32. @param {string} account */
function otpauth(key, account) {
  const issuer = location.hostname;
  return `otpauth://totp/${encodeURIComponent(`${issuer}:${account}`)}?${new URLSearchParams({ secret: key, issuer })}`;
}
