/**
 * @file Asks for the master password, for any module that needs it. The layout of signed-in pages has:
 *
 *     <dialog id="unlock" aria-labelledby="unlock-title">
 *       <form method="dialog" hx-boost="false">
 *         <h2 id="unlock-title">…</h2>
 *         <p data-for="unlock">…why keys are wanted…</p>
 *         <p data-for="verify">…why the password is asked for again…</p>
 *         <p data-message role="alert" hidden></p>
 *         <label for="unlock-password">…</label>
 *         <input type="password" id="unlock-password" data-field="password" autocomplete="current-password" required>
 *         <button>…</button> <button type="button" data-cancel>…</button>
 *       </form>
 *     </dialog>
 */

import { keys } from "./keys.js";
import { KeysError } from "./keys/error.js";
import { emptySecrets, field, find, onSubmit, say, value } from "./page.js";

/** Resolves once the keys are unlocked; at once where they are. Rejects with `cancelled`. */
export async function unlocked() {
  if (!(await keys.status()).account) await asked("unlock", (password) => keys.unlock({ password }));
}

/** Resolves once the master password was shown again: the session may do grave things for some minutes then. */
export async function verified() {
  await asked("verify", (password) => keys.verify({ password }));
}

/**
 * Unlocks, does the work, and asks once more where the keys were forgotten meanwhile.
 *
 * @template Value
 * @param {() => Promise<Value>} work
 */
export async function withKeys(work) {
  await unlocked();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KeysError && (error.code === "locked" || error.code === "another-account"))) throw error;
    await unlocked();
    return work();
  }
}

/**
 * @param {"unlock" | "verify"} reason
 * @param {(password: string) => Promise<void>} work
 * @returns {Promise<void>}
 */
function asked(reason, work) {
  const dialog = /** @type {HTMLDialogElement} */ (find(document, "dialog#unlock"));
  // A copy: whoever asked before has listeners on the old one.
  const form = /** @type {HTMLFormElement} */ (find(dialog, "form").cloneNode(true));
  dialog.replaceChildren(form);
  for (const part of form.querySelectorAll("[data-for]")) {
    if (part instanceof HTMLElement) part.hidden = part.dataset["for"] !== reason;
  }
  say(form, null);
  emptySecrets(form);
  return new Promise((resolve, reject) => {
    let isDone = false;
    onSubmit(form, async () => {
      try {
        await work(value(form, "password"));
      } catch (error) {
        field(form, "password").select();
        throw error;
      }
      isDone = true;
      dialog.close();
    });
    find(form, "[data-cancel]").addEventListener("click", () => dialog.close());
    const closed = () => {
      emptySecrets(form);
      if (isDone) resolve();
      else reject(new KeysError("cancelled"));
    };
    dialog.addEventListener("close", closed, { once: true });
    dialog.showModal();
  });
}
