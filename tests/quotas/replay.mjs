/** The shipped quota kernel answers the cases of another language: `node replay.mjs OUT CASES`. */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createInterface } from "node:readline";
import { bundle } from "../e2e/shipped.mjs";

const [out, file] = process.argv.slice(2);
await bundle(out, { quota: "src/rules/quota.ts" });
const { figures } = await import(join(out, "quota.js"));

let cases = 0;
const differing = [];
for await (const line of createInterface({ input: createReadStream(file) })) {
  const { seed, person, plan, standing, work, answer } = JSON.parse(line);
  cases += 1;
  const ours = figures(person, plan, standing, work);
  if (!isDeepStrictEqual(ours, answer)) differing.push({ seed, person, ours, answer });
}
console.log(JSON.stringify({ cases, differing }));
