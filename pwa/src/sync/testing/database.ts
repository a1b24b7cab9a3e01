/** What a browser may do to the database of a person behind the app's back. */
import { deleteDB, openDB, type IDBPDatabase } from 'idb'
import { NO_KEYS } from '@/core/bureau-keys'
import type { Entry } from '@/sync/entry'
import { openStore } from '@/sync/indexed'
import type { Schema } from '@/sync/schema'
import { sealsFor } from '@/sync/testing/seals'

/** Delete everything, as a browser does when the phone runs out of space. */
export async function evict(person: string): Promise<void> {
  await deleteDB(nameOf(person))
}

/** Open an empty store without a look at the copy, as a page does that stood open when it went. */
export async function beginAnew(person: string, device: string, now: number): Promise<void> {
  const store = openStore(person, { seals: await sealsFor(person), toBureau: null })
  const marker = { device, head: 0 }
  await store.load({ device, keys: NO_KEYS, marker, kept: [], now })
  store.close()
}

/** Change records past the store. */
export async function tamper<T>(
  person: string,
  deed: (db: IDBPDatabase<Schema>) => Promise<T>,
): Promise<T> {
  const db = await openDB<Schema>(nameOf(person))
  try {
    return await deed(db)
  } finally {
    db.close()
  }
}

/** What was kept aside, opened. */
export async function asidesOf(person: string): Promise<Entry[]> {
  const seals = await sealsFor(person)
  const kept = await tamper(person, (db) => db.getAll('aside'))
  return Promise.all(
    kept.map(async ({ device, seq, box }) => {
      const plain = await seals.open('aside', `${device} ${seq}`, box)
      return JSON.parse(new TextDecoder().decode(plain ?? new Uint8Array())) as Entry
    }),
  )
}

/** Change a byte of a sealed entry, as a failing phone does or a stranger tries. */
export async function spoilEntry(person: string, seq: number): Promise<void> {
  await tamper(person, async (db) => {
    const entry = await db.get('outbox', seq)
    if (entry) await db.put('outbox', { ...entry, box: spoilt(entry.box) })
  })
}

export function spoilt(box: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = box.slice()
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  return bytes
}

function nameOf(person: string): string {
  return `doorstep-${person}`
}
