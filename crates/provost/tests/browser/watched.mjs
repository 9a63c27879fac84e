/**
 * @file What a page must not do, in whatever tab: break the policy, throw, ask another host or for what is not there, send a
 * secret.
 */

/** A text as it is, as JSON has it, as an address has it, and as a form has it. */
const spellings = (text) => [
  text,
  JSON.stringify(text).slice(1, -1),
  encodeURIComponent(text),
  String(new URLSearchParams([["", text]])).slice(1),
];

/**
 * @param {import("playwright-core").BrowserContext} context
 * @param {string} origin
 * @param {Set<string>} secrets What must stay in the browser.
 */
export async function watched(context, origin, secrets) {
  /** @type {string[]} */
  const complaints = [];
  /** @type {Promise<number>[]} */
  const assets = [];
  await context.addInitScript(() => {
    const tell = (event) => console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI} ${event.sample}`);
    addEventListener("securitypolicyviolation", tell);
  });
  context.on("console", (message) => {
    // What an answer's status says is no error of a page; scripts that are refused something show it.
    const isStatus = message.text().startsWith("Failed to load resource: the server responded with");
    if (["error", "warning"].includes(message.type()) && !isStatus) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error().stack)));
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith("data:")) complaints.push(`asked another host: ${url}`);
    const sent = `${url} ${request.postData() ?? ""}`;
    const isSent = (secret) => spellings(secret).some((spelling) => sent.includes(spelling));
    if ([...secrets].some(isSent)) complaints.push(`sent a secret to ${url}`);
  });
  context.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.startsWith("/assets/")) return;
    if (!response.ok()) complaints.push(`${response.status()} for ${pathname}`);
    assets.push(response.request().sizes().then((sizes) => sizes.responseBodySize));
  });
  const loaded = async () => (await Promise.all(assets)).reduce((sum, size) => sum + size, 0);
  return { complaints, loaded };
}
