/**
 * @file Chromium, for `tests/it/console/chromium.rs`. Each line of the standard input is something to do, each line of the
 * output how it went: `{"ok":true,"value":…}` or `{"ok":false,"error":"…"}`.
 *
 *     node driver.mjs CHROMIUM NODE_MODULES https://localhost:8443 target/browser/NAME
 *     {"tab":"olga","do":"go","path":"/sign-in"}
 *
 * A tab is a person's: cookies and storage of its own. What a page complains of is gathered for each; `complaints` gives it.
 * Where something goes wrong, a picture of the tab and what it complained of are left under the last argument's name.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { watched } from "./watched.mjs";

const [executablePath, modules, origin, traces] = process.argv.slice(2);
const require = createRequire(join(modules, "driver.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Longer than anything takes on a machine that is busy with other tests. */
const PATIENCE = 60_000;

/** What runs as root has no sandbox; a small `/dev/shm` is common in containers. */
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

/** Whatever is typed into fields of passwords. @type {Set<string>} */
const secrets = new Set();

/** @type {Map<string, {page: import("playwright-core").Page, complaints: string[], loaded: () => Promise<object>}>} */
const tabs = new Map();

/** A person's tab, opened when it is first named. Hardly anybody lives in UTC. */
async function tab(name) {
  const found = tabs.get(name);
  if (found) return found;
  const viewport = { width: 1280, height: 800 };
  const own = { viewport, locale: "en-US", timezoneId: "Europe/Berlin", reducedMotion: "reduce" };
  const context = await browser.newContext({ baseURL: origin, ignoreHTTPSErrors: true, ...own });
  context.setDefaultTimeout(PATIENCE);
  const opened = { ...(await watched(context, origin, secrets)), page: await context.newPage() };
  tabs.set(name, opened);
  return opened;
}

/** Something that a person finds by its words: `button`, `link`, `heading`, `row` and so on, or a field by its label. */
function found(page, { role, name, label, exact = true, text, selector }) {
  const any = () => {
    if (role) return page.getByRole(role, { name, exact: true });
    if (label) return page.getByLabel(label, { exact });
    return selector ? page.locator(selector) : page.getByText(text);
  };
  return any().filter({ visible: true });
}

const deeds = {
  /** Follows an address, and gives the status. */
  go: async ({ page }, { path }) => (await page.goto(path)).status(),
  /** Waits until scripts have done what they do on a new page. */
  rest: async ({ page }) => {
    const selector = "[data-module]:not([data-ready]), [aria-busy], .htmx-request";
    await page.waitForFunction((selector) => !document.querySelector(selector), selector);
  },
  reload: async ({ page }) => void (await page.reload()),
  back: async ({ page }) => void (await page.goBack()),
  click: async ({ page }, what) => found(page, what).click(),
  fill: async ({ page }, what) => {
    const field = found(page, what);
    if ((await field.getAttribute("type")) === "password") secrets.add(what.value);
    await field.fill(what.value);
  },
  /** The label of a box may hold a second sentence. */
  check: async ({ page }, what) => found(page, { ...what, exact: false }).check(),
  press: async ({ page }, { keys }) => page.keyboard.press(keys),
  type: async ({ page }, { value }) => page.keyboard.type(value),
  /** Waits until something is seen. */
  see: async ({ page }, what) => found(page, what).first().waitFor(),
  /** Waits until the address has this path, perhaps with a query. */
  arrive: async ({ page }, { path }) => page.waitForURL((url) => url.pathname === path),
  text: async ({ page }, what) => (await found(page, what).innerText()).trim(),
  /** Waits until what a selector finds has a text in it. */
  read: async ({ page }, { selector, text }) => page.locator(selector).filter({ hasText: text, visible: true }).first().waitFor(),
  /** What an expression gives in the page. */
  run: async ({ page }, { script }) => page.evaluate(script),
  delay: async ({ page }, { address, milliseconds }) => {
    await page.route(address, (route) => setTimeout(() => void route.continue(), milliseconds));
  },
  look: async ({ page }, { width, scheme }) => {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 800 });
    await page.emulateMedia({ colorScheme: scheme });
  },
  /** What axe-core finds wrong, a line each. */
  axe: async ({ page }) => {
    await page.evaluate(`${axe}; undefined`);
    const { violations } = await page.evaluate(() => axe.run());
    return violations.map(({ id, help, nodes }) => `${id} (${help}): ${nodes.map(({ html }) => html).join(" | ")}`);
  },
  /** A WebP of what is in the window, of so many bytes at most. */
  picture: async ({ page }, { file, bytes }) => {
    const chromium = await page.context().newCDPSession(page);
    for (const quality of [90, 80, 65, 50, 30]) {
      const { data } = await chromium.send("Page.captureScreenshot", { format: "webp", quality });
      const picture = Buffer.from(data, "base64");
      writeFileSync(file, picture);
      if (picture.length <= bytes) return;
    }
    throw new Error(`${file} takes more than ${bytes} bytes`);
  },
  /** What was complained of since the last time. */
  complaints: async ({ complaints }) => complaints.splice(0),
  /** Bytes of assets that came over the wire. */
  loaded: async ({ loaded }) => loaded(),
};

/** Leaves behind what is needed to see what went wrong. */
async function trace(name, { page, complaints }) {
  const file = `${traces}-${name}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.log`, [page.url(), ...complaints, await page.content()].join("\n"));
  await page.screenshot({ path: `${file}.png`, fullPage: true });
  return `${file}.png`;
}

for await (const line of createInterface(process.stdin)) {
  const deed = JSON.parse(line);
  let answer;
  try {
    answer = { ok: true, value: (await deeds[deed.do](await tab(deed.tab), deed)) ?? null };
  } catch (error) {
    const seen = await trace(deed.tab, await tab(deed.tab)).catch(String);
    answer = { ok: false, error: `${line}: ${error.message}\nseen in ${seen}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
