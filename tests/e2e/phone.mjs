/**
 * The shipped sync client outside a browser: `node phone.mjs OUT < WISH` makes one visit with its
 * photos and syncs until the bureau has them; OUT is a folder for the bundle.
 */
import { readFileSync } from "node:fs";
import { bundled, load, worldWith } from "./shipped.mjs";

const MOST_SYNCS = 20;
const wish = JSON.parse(readFileSync(0, "utf8"));
const out = process.argv[2];

/** What a page has and Node has not: an origin, a cookie and a database. */
async function standInForAPage() {
  await load("fake-indexeddb/auto");
  const fetchAnywhere = globalThis.fetch;
  globalThis.fetch = (path, init) =>
    fetchAnywhere(wish.url + path, {
      ...init,
      headers: { ...init.headers, Cookie: wish.cookie },
    });
}

let ids = 0;

async function opened() {
  const { openClient, http, seals } = await bundled(out);
  return openClient({
    personId: wish.person,
    deviceId: wish.device,
    receiptKey: wish.receiptKey,
    rescueKey: null,
    seals: await seals(wish.person),
    http: http.request,
    download: http.requestBytes,
    carry: http.carry,
    clock: { now: () => new Date() },
    ids: () =>
      `01a20af0-0000-7000-9000-${String((ids += 1)).padStart(12, "0")}`,
    random: Math.random,
    world: worldWith(new Map()),
  });
}

await standInForAPage();
const client = await opened();
const blobs = [];
for (const file of wish.photos) {
  blobs.push(
    (await client.addBlob(new Uint8Array(readFileSync(file)), "image/jpeg"))
      .value,
  );
}
const { entity, args } = wish;
await client.issue({
  name: "visit.close",
  entity,
  args,
  previews: [],
  title: "走访",
  blobs,
});
let status = await client.syncNow();
for (let n = 1; n < MOST_SYNCS && status.photosLeft > 0; n += 1)
  status = await client.syncNow();
client.close();
console.log(JSON.stringify({ blobs, status }));
