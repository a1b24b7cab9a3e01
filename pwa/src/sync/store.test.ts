import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { NO_KEYS } from '@/core/bureau-keys'
import { StorageError } from '@/core/db'
import type { Entry } from '@/sync/entry'
import { openStore } from '@/sync/indexed'
import type { Sealing } from '@/sync/sealing'
import { FencedError, type BlobRecord, type Opening, type Store } from '@/sync/store'
import { sealsFor } from '@/sync/testing/seals'

let persons = 0
let person: string
let store: Store
let sealing: Sealing

beforeEach(async () => {
  person = `store-${(persons += 1)}`
  sealing = { seals: await sealsFor(person), toBureau: null }
  store = openStore(person, sealing)
  await store.load(opening('d1'))
})

afterEach(() => {
  vi.restoreAllMocks()
  store.close()
})

function opening(device: string): Opening {
  return { device, keys: NO_KEYS, marker: null, kept: [], now: 0 }
}

function entry(seq: number, hash: string, prev: string, blobs: string[] = []): Entry {
  return {
    ...{ seq, id: `c${seq}`, name: 'note.add', entity: 'n', body: '{}', bytes: 2, hash, blobs },
    ...{ prev_hash: prev, created_at: 0, previews: [], title: '', state: 'waiting' },
    ...{ result: null, acked_at: null, settled: false },
  }
}

function photo(sha256: string, created_at = 0): BlobRecord {
  return { sha256, bytes: new Uint8Array([1]), type: 'image/png', state: 'local', created_at }
}

describe('taking a command in', () => {
  test('works only at the end of the chain', async () => {
    expect(await store.append(entry(1, 'a', ''), null)).toBe('in')
    expect(await store.append(entry(1, 'b', ''), null)).toBe('moved')
    expect(await store.append(entry(2, 'c', 'other'), null)).toBe('moved')
    expect(await store.append(entry(2, 'd', 'a'), null)).toBe('in')
  })

  test('twice with the same text is done once, as after an answer that got lost', async () => {
    await store.append(entry(1, 'a', ''), null)

    expect(await store.append(entry(1, 'a', ''), null)).toBe('in')
    expect(await store.entriesFrom(1)).toHaveLength(1)
  })

  test('declares its photos, or does nothing at all when one is missing', async () => {
    await store.putBlob(photo('p1'))

    expect(await store.append(entry(1, 'a', '', ['p1', 'p2']), null)).toBe('blob missing')
    expect(await store.blobsIn('pending')).toEqual([])
    expect(await store.append(entry(1, 'a', '', ['p1']), null)).toBe('in')
    expect(await store.blobsIn('pending')).toEqual(['p1'])
  })

  test('on a full phone is refused by that name and leaves nothing behind', async () => {
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError')
    })

    const refused = store.append(entry(1, 'a', ''), null)

    await expect(refused).rejects.toEqual(new StorageError('full', expect.anything()))
    vi.restoreAllMocks()
    expect(await store.entriesFrom(1)).toEqual([])
  })
})

describe('a connection that went bad', () => {
  test('is replaced by a new one, once', async () => {
    const closed = () => {
      throw new DOMException('closed', 'InvalidStateError')
    }
    const begin = vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(closed)

    expect(await store.append(entry(1, 'a', ''), null)).toBe('in')

    begin.mockImplementationOnce(closed).mockImplementationOnce(closed)
    await expect(store.append(entry(2, 'b', 'a'), null)).rejects.toMatchObject({
      trouble: 'unavailable',
    })
  })

  test('that does not answer at all ends in a refusal, not in waiting for ever', async () => {
    const release = await keepBusy(`doorstep-${person}`)
    const slow = openStore(person, sealing, 20)

    await expect(slow.saveDraft({ key: 'k', json: '1', saved_at: 0 })).rejects.toMatchObject({
      trouble: 'unavailable',
    })

    release()
    slow.close()
  })
})

describe('the lease', () => {
  test('goes to one tab until it ends, and a later one makes the earlier void', async () => {
    const first = await store.takeLease('left', 0, false)
    expect(await store.takeLease('right', 1000, false)).toBeNull()

    const second = await store.takeLease('right', 1000, true)

    await expect(store.commit(first?.fence ?? 0, 2000, {})).rejects.toBeInstanceOf(FencedError)
    expect(await store.commit(second?.fence ?? 0, 2000, {})).toMatchObject({ rev: 1 })
  })

  test('goes back with the last commit under it', async () => {
    const { fence = 0 } = (await store.takeLease('left', 0, false)) ?? {}
    await store.commit(fence, 1000, {})
    expect(await store.takeLease('right', 1000, false)).toBeNull()

    await store.commit(fence, 1000, { isLast: true })

    expect(await store.takeLease('right', 1000, false)).toMatchObject({ rev: 2 })
  })

  test('of a frozen tab ends by itself', async () => {
    await store.takeLease('frozen', 0, false)

    expect(await store.takeLease('right', 200_000, false)).not.toBeNull()
  })
})

describe('all is confirmed', () => {
  test('only when no command and no declared photo is left, and not after a new one', async () => {
    const fence = (await store.takeLease('t', 0, false))?.fence ?? 0
    await store.putBlob(photo('p1'))
    await store.append(entry(1, 'a', '', ['p1']), null)
    const acked: Entry = { ...entry(1, 'a', '', ['p1']), state: 'acked' }

    expect(await store.commit(fence, 0, { confirmAt: 7 })).toMatchObject({ confirmedAt: null })
    const entries = [acked]
    expect(await store.commit(fence, 0, { entries, confirmAt: 8 })).toMatchObject({
      confirmedAt: null,
    })
    const blobs = new Map([['p1', 'stored' as const]])
    expect(await store.commit(fence, 0, { blobs, confirmAt: 9 })).toMatchObject({ confirmedAt: 9 })

    await store.append(entry(2, 'b', 'a'), null)
    expect((await store.load(opening('d1'))).confirmedAt).toBeNull()
  })
})

test('photos of a given-up draft are swept, those that a draft names are kept', async () => {
  const [named, old, fresh] = ['a', 'b', 'c'].map((digit) => digit.repeat(64))
  const photos = [photo(named ?? ''), photo(old ?? ''), photo(fresh ?? '', 50)]
  await Promise.all(photos.map((one) => store.putBlob(one)))
  await store.saveDraft({ key: 'k', json: JSON.stringify({ photos: [named] }), saved_at: 0 })

  await store.sweepBlobs(10)

  expect(await store.blobsIn('local')).toEqual([named, fresh])
})

test('a store keeps the device that it was made with', async () => {
  expect((await store.load(opening('d2'))).device).toBe('d1')
})

/** Hold a transaction of another connection open, so that no other one gets its turn. */
async function keepBusy(name: string): Promise<() => void> {
  const db = await openDB(name)
  const drafts = db.transaction('drafts', 'readwrite').objectStore('drafts')
  let isHeld = true
  const hold = async (): Promise<void> => {
    while (isHeld) await drafts.get('nothing')
    db.close()
  }
  void hold()
  return () => {
    isHeld = false
  }
}
