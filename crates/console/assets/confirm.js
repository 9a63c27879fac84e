/**
 * @file Confirms members: shows the fingerprint phrase of each, and hands the organization's key to those who are chosen.
 * Texts: `confirmed`; `confirming` and `confirmed-some` with `{done}` and `{all}`; `not-waiting`.
 *
 *     <form method="post" hx-boost="false" data-module="confirm" data-organization="ID">
 *       <p data-message role="alert" hidden></p>
 *       <table>
 *         <tr data-member="ID OF THE MEMBERSHIP">
 *           <td><input type="checkbox" data-choose aria-label="…" checked></td>
 *           <td>…</td> <td data-phrase></td> <td data-outcome></td>
 *         </tr>
 *       </table>
 *       <progress data-progress hidden></progress>
 *       <p data-progress-text role="status"></p>
 *       <button data-confirm>…</button>
 *     </form>
 *
 * A row without a checkbox is always chosen: a page of one member. An `<input type="checkbox" data-choose-all>` chooses all.
 */

import { keys } from "./keys.js";
import { busy, find, onSubmit, text } from "./page.js";
import { withKeys } from "./unlock.js";

/** @param {HTMLElement} form */
export function start(form) {
  const organization = form.dataset["organization"] ?? "";
  /** Of each row that waits: the key whose phrase it shows. @type {Map<string, string>} */
  const shown = new Map();
  const rows = () => /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-member]")]);

  void busy(form, async () => {
    const members = rows().map((row) => row.dataset["member"] ?? "");
    const found = members.length > 0 ? await keys.memberKeys({ organization, members }) : [];
    for (const { id, publicKey } of found) shown.set(id, publicKey);
    for (const row of rows()) {
      const key = found.find(({ id }) => id === row.dataset["member"]);
      find(row, "[data-phrase]").textContent = key?.phrase ?? text("not-waiting");
      if (!key) close(row);
    }
  });

  const chooseAll = form.querySelector("[data-choose-all]");
  chooseAll?.addEventListener("change", () => {
    for (const row of rows()) {
      const box = checkbox(row);
      if (box && !box.disabled) box.checked = /** @type {HTMLInputElement} */ (chooseAll).checked;
    }
  });

  onSubmit(form, async () => {
    const chosen = rows().filter((row) => shown.has(row.dataset["member"] ?? "") && (checkbox(row)?.checked ?? true));
    const members = chosen.map((row) => row.dataset["member"] ?? "").map((id) => ({ id, publicKey: shown.get(id) ?? "" }));
    if (members.length === 0) return;
    const bar = /** @type {HTMLProgressElement} */ (find(form, "[data-progress]"));
    const line = find(form, "[data-progress-text]");
    const progress = (/** @type {number} */ done, /** @type {number} */ all) => {
      bar.hidden = false;
      bar.max = all;
      bar.value = done;
      line.textContent = text("confirming", { done, all });
    };
    try {
      const outcomes = await withKeys(() => keys.confirm({ organization, members }, progress));
      for (const [at, { id, error }] of outcomes.entries()) {
        const row = /** @type {HTMLElement} */ (chosen[at]);
        const place = find(row, "[data-outcome]");
        place.textContent = error === null ? text("confirmed") : text(error);
        place.className = error === null ? "badge good" : "told";
        if (error !== null) continue;
        shown.delete(id);
        close(row);
      }
      const done = outcomes.filter(({ error }) => error === null).length;
      line.textContent = text("confirmed-some", { done, all: members.length });
    } catch (error) {
      line.textContent = "";
      throw error;
    } finally {
      bar.hidden = true;
    }
  });
}

/** @param {HTMLElement} row @returns {HTMLInputElement | null} */
function checkbox(row) {
  return row.querySelector("input[data-choose]");
}

/** Nothing more is to be done for this row. @param {HTMLElement} row */
function close(row) {
  const box = checkbox(row);
  if (box) Object.assign(box, { checked: false, disabled: true });
}
