/**
 * Several phones with the shipped sync client, each with a database of its own: `node fleet.mjs OUT`
 * takes one order a line, {"do": …, "phone": n, …}, and answers each with one line.
 */
import { createInterface } from "node:readline";
import { bundled, load, worldWith } from "./shipped.mjs";

await load("fake-indexeddb/auto");
const { openClient, http, seals } = await bundled(process.argv[2]);
const fetchAnywhere = globalThis.fetch;
const phones = [];

/** What a page has and Node has not is told by the path: whose origin and cookie it is. */
globalThis.fetch = (path, init) => {
  const [, n, rest] = /^\/~(\d+)(.*)$/.exec(path);
  const { url, cookie } = phones[n];
  const headers = { ...init.headers, Cookie: cookie };
  return fetchAnywhere(url + rest, { ...init, headers });
};

async function open(n) {
  const phone = phones[n];
  const own = (path) => `/~${n}${path}`;
  phone.client = await openClient({
    personId: phone.person,
    deviceId: phone.device,
    receiptKey: phone.receiptKey,
    rescueKey: null,
    seals: await seals(phone.person),
    http: (method, path, ...rest) => http.request(method, own(path), ...rest),
    download: (path) => http.requestBytes(own(path)),
    carry: (parcel) => http.carry({ ...parcel, path: own(parcel.path) }),
    clock: { now: () => new Date(Date.now() + phone.ahead) },
    ids: () => phone.nextId ?? `tab-${n}`,
    random: () => 0.5,
    world: worldWith(phone.markers),
  });
}

const DEEDS = {
  async begin({ phone: n, ...parts }) {
    phones[n] = { ...parts, ahead: 0, markers: new Map() };
    await open(n);
  },

  async issue({ phone: n, id, wish, photos }) {
    const phone = phones[n];
    const blobs = [];
    for (const photo of photos) {
      const bytes = new Uint8Array(Buffer.from(photo, "base64"));
      blobs.push((await phone.client.addBlob(bytes, "image/jpeg")).value);
    }
    phone.nextId = id;
    const issued = await phone.client.issue({ ...wish, previews: [], title: "", blobs });
    phone.nextId = undefined;
    return issued.ok ? issued.entry : null;
  },

  /** Sync these phones at the same time, so much later than before. */
  async sync({ phones: some, later }) {
    for (const n of some) phones[n].ahead += later;
    return Promise.all(some.map((n) => phones[n].client.syncNow()));
  },

  /** The browser is killed in the middle of a sync, and opened again. */
  async crash({ phone: n }) {
    const before = phones[n].client;
    const flight = before.syncNow().catch(() => undefined);
    await Promise.resolve();
    before.close();
    await open(n);
    await flight;
  },

  report({ phone: n, scopes }) {
    const { client } = phones[n];
    const { replica } = client;
    return {
      status: client.status(),
      outbox: client.outbox(),
      tallies: Object.fromEntries(scopes.map((scope) => [scope, replica.tally(scope)])),
      total: replica.total(),
    };
  },
};

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  console.log(JSON.stringify((await DEEDS[order.do](order)) ?? null));
}
for (const { client } of phones) client.close();
