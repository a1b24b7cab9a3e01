import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DBSchema } from 'idb'
import { ended, leave, openDatabase, type Database } from './db'
import { failWrites, NO_ROOM } from './testing/writes'

interface Notes extends DBSchema {
  notes: { key: string; value: string }
}

let hasRoom: boolean
let made = 0

beforeEach(() => {
  hasRoom = true
  failWrites(() => (hasRoom ? null : NO_ROOM()))
})

afterEach(() => {
  vi.restoreAllMocks()
})

function databaseWith(relieve: () => Promise<boolean>): Database<Notes> {
  const upgrade = (db: { createObjectStore(name: 'notes'): unknown }) =>
    void db.createObjectStore('notes')
  return openDatabase<Notes>({ name: `notes-${(made += 1)}`, version: 1, upgrade, relieve })
}

async function write(db: Database<Notes>, text: string): Promise<void> {
  await db.write(['notes'], async (tx) => {
    await tx.objectStore('notes').put(text, 'n')
  })
}

async function writeUnwatched(db: Database<Notes>, ...texts: string[]): Promise<string> {
  return db.write(['notes'], (tx) => {
    for (const text of texts) leave(tx.objectStore('notes').add(text, 'n'))
    return 'asked for'
  })
}

describe('writes that nobody waits for one by one', () => {
  test('are in the store once their transaction is over', async () => {
    const db = databaseWith(() => Promise.resolve(false))

    expect(await writeUnwatched(db, 'first')).toBe('asked for')

    expect(await db.read(['notes'], (tx) => tx.objectStore('notes').get('n'))).toBe('first')
  })

  test('fail with their transaction, and nothing of it stays', async () => {
    const db = databaseWith(() => Promise.resolve(false))

    await expect(writeUnwatched(db, 'first', 'in its place')).rejects.toMatchObject({
      cause: { name: 'ConstraintError' },
    })

    expect(await db.read(['notes'], (tx) => tx.objectStore('notes').get('n'))).toBeUndefined()
  })
})

test('why a transaction came to nothing is told when it ends, not when a write fails', async () => {
  const tx = Object.assign(new EventTarget(), { error: null as DOMException | null })
  const over = ended(tx)

  tx.dispatchEvent(new Event('error'))
  await Promise.resolve()
  tx.error = NO_ROOM()
  tx.dispatchEvent(new Event('abort'))

  await expect(over).rejects.toBe(tx.error)
})

describe('a full phone', () => {
  test('gives up the room that was kept, and what did not fit is saved', async () => {
    const db = databaseWith(() => Promise.resolve((hasRoom = true)))
    await write(db, 'first')
    hasRoom = false

    await write(db, 'second')

    expect(await db.read(['notes'], (tx) => tx.objectStore('notes').get('n'))).toBe('second')
  })

  test('that has given it up already says that it is full', async () => {
    const db = databaseWith(() => Promise.resolve(false))
    hasRoom = false

    await expect(write(db, 'first')).rejects.toMatchObject({ trouble: 'full' })
  })
})
