/**
 * The shipped sync client outside a browser: `node phone.mjs OUT < WISH` makes one visit with its
 * photos and syncs until the bureau has them; OUT is a folder for the bundle.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const PWA = fileURLToPath(new URL("../../pwa/", import.meta.url));
const MOST_SYNCS = 20;
const require = createRequire(join(PWA, "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)));

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

async function bundled() {
  const { build } = await load("vite");
  await build({
    configFile: false,
    logLevel: "error",
    root: PWA,
    resolve: { alias: { "@": join(PWA, "src") } },
    build: {
      outDir: out,
      emptyOutDir: false,
      minify: false,
      target: "node22",
      lib: {
        entry: { client: "src/sync/client.ts", http: "src/core/http.ts" },
        formats: ["es"],
      },
    },
  });
  const [{ openClient }, http] = await Promise.all(
    ["client.js", "http.js"].map(
      (name) => import(pathToFileURL(join(out, name))),
    ),
  );
  return { openClient, http };
}

const world = {
  later: () => () => undefined,
  isOnline: () => true,
  isVisible: () => true,
  listen: () => () => undefined,
  alone: (_, work) => work(true),
  recall: () => null,
  remember: () => false,
  channel: () => ({ post: () => undefined, close: () => undefined }),
};

let ids = 0;

async function opened() {
  const { openClient, http } = await bundled();
  return openClient({
    personId: wish.person,
    deviceId: wish.device,
    receiptKey: wish.receiptKey,
    http: http.request,
    download: http.requestBytes,
    carry: http.carry,
    clock: { now: () => new Date() },
    ids: () =>
      `01a20af0-0000-7000-9000-${String((ids += 1)).padStart(12, "0")}`,
    random: Math.random,
    world,
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
