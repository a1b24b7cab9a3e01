/**
 * A page of the shipped sync client that makes commands as fast as they are saved and tells an
 * outside ledger of each one that was called saved. With `?drain` it only syncs what is there.
 */
import { openClient } from "@/sync/client";
import { carry, request, requestBytes } from "@/core/http";
import { uuid7 } from "@/core/ids";
import { adopt, theSeals } from "@/core/vault/lock";
import { keyFrom } from "@/core/vault/seals";

const MOST_UNHEARD = 4;
const wish = new URLSearchParams(location.search);

/** The ledger takes the words and hangs up. */
const tell = (what, words) =>
  fetch(`/ledger/${what}`, {
    method: "POST",
    body: JSON.stringify(words),
  }).catch(() => undefined);

async function signedIn() {
  const answer = await fetch("/api/session", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Doorstep": "1" },
    body: JSON.stringify({
      name: "chen",
      password: wish.get("password"),
      device: wish.get("device"),
    }),
  });
  return answer.json();
}

async function opened() {
  const { person, receipt_key, rescue_key } = await signedIn();
  await unlock(person.id);
  return openClient({
    ...{ personId: person.id, deviceId: wish.get("device") },
    ...{ receiptKey: receipt_key, rescueKey: rescue_key, seals: theSeals() },
    ...{ http: request, download: requestBytes, carry, ids: uuid7 },
    clock: { now: () => new Date() },
    random: Math.random,
  });
}

/** As by a passphrase, without the wait. */
async function unlock(person) {
  const raw = new TextEncoder().encode(person.padEnd(32).slice(0, 32));
  adopt({ vault: "writer", person, dataKey: await keyFrom(raw) });
}

/** What Chromium itself says when it found a store damaged and threw it away. */
let loss = "none";
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...words) {
  const opening = open.apply(this, words);
  opening.addEventListener("upgradeneeded", ({ dataLoss }) => {
    loss = dataLoss;
  });
  return opening;
};

function held(client) {
  const entries = client.outbox().map(({ seq, hash }) => [seq, hash]);
  return { device: client.device, made: client.made(), entries, loss };
}

async function write(client) {
  const unheard = [];
  for (;;) {
    const entity = uuid7();
    const name = `东莞市${entity}五金厂`;
    const issued = await client.issue({
      ...{ name: "enterprise.add", entity, previews: [], title: "新设" },
      args: { name },
    });
    if (!issued.ok) throw new Error(issued.reason);
    unheard.push(tell("saved", name));
    if (unheard.length >= MOST_UNHEARD) await unheard.shift();
  }
}

async function drain(client) {
  let status = await client.syncNow();
  while (status.waiting > 0) status = await client.syncNow();
  await tell("drained", held(client));
}

try {
  const client = await opened();
  await tell("holds", held(client));
  await (wish.has("drain") ? drain(client) : write(client));
} catch (error) {
  await tell("trouble", String(error?.stack ?? error));
}
