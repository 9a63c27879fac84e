/**
 * @file A browser with nobody before it: the worker itself, started with the origin of a server, and a cookie jar. Each line of
 * the standard input is a question of a page, each line of the output its answer. `provost/tests/it/browser.rs` runs it.
 *
 *     node browser.mjs https://localhost:8443
 *     {"do":"signIn","input":{"login":{"email":"…","password":"…"}}}
 */

import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

const origin = process.argv[2];
const device = { identifier: crypto.randomUUID(), type: "9", name: "chrome" };
const cookies = new Map();
const network = globalThis.fetch;

globalThis.location = { origin };
globalThis.fetch = async (url, options = {}) => {
  if (url.protocol === "file:") return new Response(await readFile(url));
  const headers = { ...options.headers, "Origin": origin, "Sec-Fetch-Site": "same-origin" };
  if (options.credentials === "same-origin") headers["Cookie"] = [...cookies].map((pair) => pair.join("=")).join("; ");
  const answer = await network(url, { ...options, headers });
  for (const cookie of answer.headers.getSetCookie()) {
    const [name, value] = cookie.split(";")[0].split(/=(.*)/);
    cookies.set(name, value);
  }
  return answer;
};

let asked = 0;
globalThis.postMessage = (answer) => {
  if (!answer.progress) process.stdout.write(`${JSON.stringify(answer)}\n`);
};
globalThis.onmessage = null;
await import("../../assets/keys-worker.js");

for await (const line of createInterface(process.stdin)) {
  const { do: name, input } = JSON.parse(line);
  await globalThis.onmessage({ data: { id: ++asked, do: name, input, context: { device } } });
}
process.exit(); // not before the worker would forget its keys
