/** @file What every page has: the menu of small screens, moments and days in the reader's zone, buttons that copy, a sign-out that
 * forgets the keys, links of other web vaults. All of it listens on the document, since htmx puts new pages into it. */

document.documentElement.dataset["script"] = "";

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const menu = target?.closest("[data-menu]");
  if (menu instanceof HTMLElement) toggle(menu);
  const copies = target?.closest("[data-copy]");
  if (copies instanceof HTMLElement) void copy(copies);
});

/** Shows or hides the rail's entries. @param {HTMLElement} button */
function toggle(button) {
  const isOpen = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(isOpen));
  button.closest("[data-rail]")?.toggleAttribute("data-open", isOpen);
}

/** Copies what `data-copy` says, or the text of what it names by `#id`, and says so for a moment. @param {HTMLElement} button */
async function copy(button) {
  const what = button.dataset["copy"] ?? "";
  const source = what.startsWith("#") ? document.querySelector(what) : null;
  await navigator.clipboard.writeText(source?.textContent?.trim() ?? what);
  const shown = button.innerHTML;
  button.textContent = button.dataset["copied"] ?? "✓";
  setTimeout(() => (button.innerHTML = shown), 1500);
}

/** Shows moments in the reader's zone on hover. @param {ParentNode} within */
function localize(within) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "medium" });
  for (const time of within.querySelectorAll("time[datetime]")) {
    if (time instanceof HTMLTimeElement) time.title = format.format(new Date(time.dateTime));
  }
}

/** Days that somebody chooses are days where they are. @param {ParentNode} within */
function sayZone(within) {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
  for (const element of within.querySelectorAll("[data-zone]")) {
    if (element instanceof HTMLInputElement) element.value = zone;
    else element.textContent = zone;
  }
}

/** Links in the manner of Bitwarden's web vault have the page behind a `#`, where no server sees it. */
const page = /^#(\/(?:accept-organization|finish-signup)\?.*)$/.exec(location.hash)?.[1];
const next = document.querySelector("a[data-continue]");
if (page) location.replace(page);
else if (next instanceof HTMLElement) next.click();

localize(document);
sayZone(document);
document.addEventListener("htmx:load", () => {
  localize(document);
  sayZone(document);
});
