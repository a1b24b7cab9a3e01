/** What waits in a store that nobody can open: only what was sealed to the bureau (docs/vault.md §5). */
import { deleteDB } from 'idb'
import { openDatabase } from '@/core/db'
import { openFolder, orElse } from '@/core/files'
import type { BureauBox } from '@/core/vault/bureau'
import { EMPTY_CHAIN, getMeta } from '@/sync/meta'
import { planFor, type Schema } from '@/sync/schema'

export interface LockedEntry extends BureauBox {
  readonly seq: number
  readonly hash: string
  readonly sig: string | null
}

export interface LockedPhoto extends BureauBox {
  readonly sha256: string
}

export interface LockedWork {
  readonly device: string
  readonly entries: readonly LockedEntry[]
  readonly photos: readonly LockedPhoto[]
  /** Entries that wait and were made before the bureau's key was known here. */
  readonly unsealed: number
  /** Files of the second copy about entries that this store never had: it was lost meanwhile. */
  readonly astray: number
}

/** Read it without any key; nothing is changed. */
export async function lockedWork(personId: string): Promise<LockedWork> {
  const db = openDatabase<Schema>(planFor(personId))
  const held = await db.read(['meta', 'outbox', 'blobs'], async (tx) => {
    const entries = await Promise.all(
      (['waiting', 'sent'] as const).map((state) =>
        tx.objectStore('outbox').index('state').getAll(state),
      ),
    )
    const blobs = await Promise.all(
      (['pending', 'refused'] as const).map((state) =>
        tx.objectStore('blobs').index('state').getAll(state),
      ),
    )
    return {
      device: (await getMeta(tx, 'device')) ?? '',
      chain: (await getMeta(tx, 'chain')) ?? EMPTY_CHAIN,
      entries: entries.flat(),
      blobs: blobs.flat(),
    }
  })
  db.close()
  const waiting = held.entries.sort((a, b) => a.seq - b.seq)
  const entries = waiting.flatMap(({ seq, hash, rescue, sig = null }) =>
    rescue ? [{ seq, hash, sig, ...rescue }] : [],
  )
  const photos = held.blobs.flatMap(({ sha256, box, rescue }) =>
    rescue === null ? [] : [{ sha256, box, key: rescue }],
  )
  const unsealed = waiting.length - entries.length
  const astray = await countAstray(personId, held.chain.nextSeq)
  return { device: held.device, entries, photos, unsealed, astray }
}

async function countAstray(personId: string, nextSeq: number): Promise<number> {
  const folder = await openFolder(`${STORE}${personId}`, 'queue')
  const names = folder === null ? [] : await orElse(folder.names(), [])
  return names.filter((name) => Number.parseInt(name) >= nextSeq).length
}

/** Whose stores stand in this browser, as far as it tells. */
export async function peopleWithStores(): Promise<readonly string[]> {
  const all = 'databases' in indexedDB ? await indexedDB.databases() : []
  return all.flatMap(({ name = '' }) => (name.startsWith(STORE) ? [name.slice(STORE.length)] : []))
}

const STORE = 'doorstep-'

/** Delete a store that nobody can open; the marker beside it lets the next one tell of it. */
export async function dropLocked(personId: string): Promise<void> {
  await deleteDB(`${STORE}${personId}`)
}
