/**
 * @file Names of collections, which only members can read: shows them in clear, and encrypts what is typed.
 * Texts: `unreadable-name`.
 *
 *     <div data-module="names" data-organization="ID">
 *       <p data-message role="alert" hidden></p>
 *       <button type="button" data-show-names hidden>…unlock to see the names…</button>
 *       <span data-encrypted="2.…">…a stand-in, such as the id…</span>
 *       <form method="post" action="…" hx-boost="false" data-encrypts>
 *         <input data-field="name" required> <input type="hidden" name="name">
 *         <p data-message role="alert" hidden></p> <button>…</button>
 *       </form>
 *     </div>
 *
 * A form that `data-encrypts` is sent as any other once its hidden `name` is filled, and the keys stay unlocked.
 */

import { keys } from "./keys.js";
import { busy, find, onSubmit, send, text, value } from "./page.js";
import { unlocked, withKeys } from "./unlock.js";

/** @param {HTMLElement} root */
export function start(root) {
  const organization = root.dataset["organization"] ?? "";

  const show = async () => {
    const places = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-encrypted]")]);
    if (places.length === 0) return;
    const names = places.map((place) => place.dataset["encrypted"] ?? "");
    const clear = await keys.decryptNames({ organization, names });
    for (const [at, place] of places.entries()) place.textContent = clear[at] ?? text("unreadable-name");
  };

  const button = /** @type {HTMLElement | null} */ (root.querySelector("[data-show-names]"));
  const unlockAndShow = async () => {
    await unlocked();
    await show();
    if (button) button.hidden = true;
  };
  button?.addEventListener("click", () => void busy(root, unlockAndShow));
  void busy(root, async () => {
    const isUnlocked = (await keys.status()).account !== null;
    if (isUnlocked) await show();
    else if (button) button.hidden = root.querySelector("[data-encrypted]") === null;
  });

  for (const form of root.querySelectorAll("form[data-encrypts]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    onSubmit(form, async () => {
      const name = await withKeys(() => keys.encryptName({ organization, name: value(form, "name").trim() }));
      /** @type {HTMLInputElement} */ (find(form, 'input[name="name"]')).value = name;
      await send(form);
    });
  }
}
