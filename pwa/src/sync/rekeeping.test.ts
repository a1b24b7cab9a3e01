import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Client } from '@/sync/client'
import { Files } from '@/sync/testing/files'
import { Office } from '@/sync/testing/office'
import { issueAll, lostAndOpened } from '@/sync/testing/phones'

const CHANGES = [0, 1, 2, 3, 4, 5, 6, 7, 8]

let office: Office
let files: Files

beforeEach(() => {
  office = new Office()
  files = new Files()
  office.files = files
  office.online = false
})

afterEach(() => {
  office.closePhones()
})

/** Sync until the browser is killed at the next change of its files but `changes`. */
async function syncKilled(client: Client, changes: number): Promise<void> {
  office.online = true
  const killed = new Promise<void>((resolve) => {
    files.onKilled = resolve
  })
  files.killedAfter = changes
  await Promise.race([client.syncNow(), killed])
  files.killedAfter = Infinity
}

/** The seqs of which the phone says that they are lost. */
function lostOf(client: Client): number[] {
  const { from, to } = client.status().cleared?.lost ?? { from: 1, to: 0 }
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n)
}

function effects(): number[] {
  return [...office.bureau.effects.values()]
}

test.each(CHANGES)(
  'a copy that is made anew for a new device has everything after a kill amid that, at change %d',
  async (changes) => {
    const before = await office.phone()
    await issueAll(before, 'a', 'b', 'c', 'd')
    files.lose('queue', '4-')
    const second = await lostAndOpened(office, before)
    await syncKilled(second, changes)

    const third = await lostAndOpened(office, second)
    await third.syncNow()

    expect(effects()).toEqual([1, 1, 1])
    expect(third.status().waiting).toBe(0)
    // The fourth was nowhere any more, until the bureau had heard so.
    expect(lostOf(third)).toEqual(expect.not.arrayContaining([1, 2, 3]))
  },
)

test.each(CHANGES)(
  'what was made between two losses is not called lost after a kill amid its keeping, at change %d',
  async (changes) => {
    const before = await office.phone()
    await issueAll(before, 'a', 'b')
    const second = await lostAndOpened(office, before)
    await issueAll(second, 'c', 'd')
    await syncKilled(second, changes)

    const third = await lostAndOpened(office, second)
    await third.syncNow()

    expect(effects()).toEqual([1, 1, 1, 1])
    expect(third.device).toBe('d1')
    expect(third.status().waiting).toBe(0)
    expect(lostOf(third)).toEqual([])
  },
)
