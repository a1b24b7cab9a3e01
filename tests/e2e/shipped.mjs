/** The shipped sync client outside a browser: bundled from its sources, in a world that stands in for a page. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const PWA = fileURLToPath(new URL("../../pwa/", import.meta.url));
const require = createRequire(join(PWA, "package.json"));

export const load = (name) => import(pathToFileURL(require.resolve(name)));

/** Bundle sources of pwa/ into modules of the folder `out`, by name. */
export async function bundle(out, entry) {
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
      lib: { entry, formats: ["es"] },
    },
  });
}

/** Bundle the client into the folder `out`. */
export async function bundled(out) {
  await bundle(out, {
    client: "src/sync/client.ts",
    http: "src/core/http.ts",
    sealing: "src/core/vault/seals.ts",
  });
  const [{ openClient }, http, sealing] = await Promise.all(
    ["client.js", "http.js", "sealing.js"].map(
      (name) => import(pathToFileURL(join(out, name))),
    ),
  );
  return { openClient: withKeys(openClient), http, seals: (person) => sealsOf(sealing, person) };
}

/** Each device signs by a key of its own, as a phone does whose vault is open. */
function withKeys(openClient) {
  const keys = new Map();
  const keyOf = async (device) => {
    if (!keys.has(device)) keys.set(device, await signingKey());
    return keys.get(device);
  };
  return (parts) => openClient({ ...parts, keyOf });
}

async function signingKey() {
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const { privateKey } = await crypto.subtle.generateKey(curve, false, ["sign", "verify"]);
  const way = { name: "ECDSA", hash: "SHA-256" };
  const sign = async (bytes) => new Uint8Array(await crypto.subtle.sign(way, privateKey, bytes));
  return { kid: "shipped", sign };
}

/** As of an unlocked phone. */
async function sealsOf({ keyFrom, sealsOf }, person) {
  const raw = new TextEncoder().encode(person.padEnd(32).slice(0, 32));
  return sealsOf(await keyFrom(raw), { vault: "fleet", person });
}

/** A page that nothing happens to by itself; `markers` is what stands beside its database. */
export function worldWith(markers) {
  return {
    later: () => () => undefined,
    isOnline: () => true,
    isVisible: () => true,
    listen: () => () => undefined,
    alone: (_, work) => work(true),
    recall: (name) => markers.get(name) ?? null,
    folder: () => Promise.resolve(null),
    remember: (name, text) => markers.set(name, text).get(name) === text,
    channel: () => ({ post: () => undefined, close: () => undefined }),
  };
}
