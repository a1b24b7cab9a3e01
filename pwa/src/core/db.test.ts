import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DBSchema } from 'idb'
import { openDatabase, type Database } from './db'
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
