import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Client } from '@/sync/client'
import { asidesOf, beginAnew, spoilEntry, evict, tamper } from '@/sync/testing/database'
import { Files } from '@/sync/testing/files'
import { note, Office, textsOf } from '@/sync/testing/office'
import { issueAll, lostAndOpened, syncedPhone } from '@/sync/testing/phones'

let office: Office
let files: Files

beforeEach(() => {
  office = new Office()
  files = new Files()
  office.files = files
})

afterEach(() => {
  office.closePhones()
})

async function offlinePhone(...texts: string[]): Promise<Client> {
  office.online = false
  const client = await office.phone()
  await issueAll(client, ...texts)
  return client
}

function foundAgain(before: Client): Promise<Client> {
  office.online = true
  return lostAndOpened(office, before)
}

function linesOf(client: Client): (readonly [number, string])[] {
  return client.outbox().map(({ seq, body }) => [seq, body] as const)
}

function effects(): number[] {
  return [...office.bureau.effects.values()]
}

describe('a phone whose database was thrown away', () => {
  test('before any contact has all its commands again, word for word, and goes on', async () => {
    const before = await offlinePhone('a', 'b')
    const lines = linesOf(before)

    const client = await foundAgain(before)
    expect(linesOf(client)).toEqual(lines)
    await issueAll(client, 'c')
    await client.syncNow()

    expect(client.device).toBe('d1')
    expect(textsOf(client)).toEqual(['a', 'b', 'c'])
    expect(effects()).toEqual([1, 1, 1])
    expect(client.status().cleared).toMatchObject({ part: 'records', lost: { from: 3, to: 2 } })
  })

  test('has them also when its marker went too', async () => {
    const before = await offlinePhone('a', 'b')
    office.markers.clear()
    office.device = 'made at the next sign-in'

    const client = await foundAgain(before)
    await client.syncNow()

    expect(client.device).toBe('d1')
    expect(textsOf(client)).toEqual(['a', 'b'])
    expect(client.status().cleared).toMatchObject({ part: 'records' })
  })

  test('goes on behind what the bureau has receipted', async () => {
    const before = await syncedPhone(office, 'a', 'b')
    office.online = false
    await issueAll(before, 'c', 'd')

    const client = await foundAgain(before)
    await client.syncNow()

    expect(client.device).toBe('d1')
    expect(office.bureau.ledger.get('d1')).toHaveLength(4)
    expect(effects()).toEqual([1, 1, 1, 1])
    expect(textsOf(client)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('keeps its device even when nothing waited, as the copy knows how far it had come', async () => {
    const client = await foundAgain(await syncedPhone(office, 'a', 'b'))
    await client.syncNow()
    await issueAll(client, 'c')
    await client.syncNow()

    expect(client.device).toBe('d1')
    expect(office.bureau.ledger.get('d1')).toHaveLength(3)
    expect(client.status().cleared?.lost).toEqual({ from: 3, to: 2 })
  })

  test('sends once more what had arrived without an answer, and it counts once', async () => {
    const before = await syncedPhone(office, 'a')
    office.faults = ['drop response', 'drop request', 'drop request']
    await before.issue(note('n-b', 'b'))
    await before.syncNow()
    office.faults = []

    const client = await foundAgain(before)
    await client.syncNow()

    expect(client.status()).toMatchObject({ waiting: 0, phase: 'idle' })
    expect(effects()).toEqual([1, 1])
  })

  test('and has photos and signatures again that the bureau lacks', async () => {
    const before = await offlinePhone()
    const photo = await before.addBlob(new Uint8Array([255, 1]), 'image/jpeg')
    if (!photo.ok) throw new Error(photo.reason)
    await before.issue(note('n-a', 'a', { blobs: [photo.value] }))

    const client = await foundAgain(before)
    expect(client.missingBlobs()).toEqual(new Set([photo.value]))
    expect((await client.readBlob(photo.value))?.type).toBe('image/jpeg')
    await client.syncNow()

    expect(office.bureau.blobs.has(photo.value)).toBe(true)
    await vi.waitFor(() => expect(files.in('photos').size).toBe(0))
  })

  test('does not take a torn photo for the one that was taken', async () => {
    const before = await offlinePhone()
    const photo = await before.addBlob(new Uint8Array([255, 1, 2, 3]), 'image/jpeg')
    if (!photo.ok) throw new Error(photo.reason)
    await before.issue(note('n-a', 'a', { blobs: [photo.value] }))
    files.tear('photos', '')

    const client = await foundAgain(before)

    expect(await client.readBlob(photo.value)).toBeNull()
    expect(linesOf(client)).toHaveLength(1)
  })
})

describe('a copy that has not everything', () => {
  test('lets the work go on under a new device, once, where the bureau heard of more', async () => {
    const before = await syncedPhone(office, 'a')
    office.faults = ['drop response', 'drop request', 'drop request']
    await before.issue(note('n-b', 'b'))
    await before.syncNow()
    office.online = false
    await issueAll(before, 'c', 'd')
    office.faults = []
    files.lose('queue', '4-')

    const client = await foundAgain(before)
    await client.syncNow()

    expect(client.device).not.toBe('d1')
    expect(textsOf(client)).toEqual(['a', 'b', 'c'])
    expect(effects()).toEqual([1, 1, 1])
    expect(office.bureau.seen.get('again')).toBe(2)
    expect(client.status().cleared?.lost).toEqual({ from: 4, to: 4 })
  })

  test('keeps the first texts aside and names them in the new ones', async () => {
    const before = await offlinePhone('a', 'b', 'c')
    const [, second] = before.outbox()
    files.lose('queue', '1-')

    const client = await foundAgain(before)
    await client.syncNow()

    const asides = await asidesOf(office.person)
    expect(asides).toMatchObject([{ seq: 2, body: second?.body }, { seq: 3 }])
    expect(JSON.parse(client.outbox()[0]?.body ?? '')).toMatchObject({
      ...{ seq: 1, prev_hash: '', id: second?.id, again: second?.hash },
    })
    expect(client.status()).toMatchObject({ waiting: 0, cleared: { lost: { from: 1, to: 1 } } })
  })

  test('passes a torn file over', async () => {
    const before = await offlinePhone('a', 'b', 'c')
    files.tear('queue', '2-')

    const client = await foundAgain(before)
    await client.syncNow()

    expect(textsOf(client)).toEqual(['a', 'c'])
    expect(client.status().cleared?.lost).toEqual({ from: 2, to: 2 })
  })

  test('is not believed where the bureau waits for what stands before it', async () => {
    const before = await syncedPhone(office, 'a', 'b', 'c')
    office.bureau.forget('d1')

    const client = await foundAgain(before)
    await client.syncNow()

    expect(client.device).not.toBe('d1')
    expect(textsOf(client)).toEqual(expect.arrayContaining(['c']))
    expect(client.status().cleared?.lost).toEqual({ from: 1, to: 2 })
  })

  test('whose seqs the bureau knows by other commands goes up under a new device, for a person to look at', async () => {
    const before = await syncedPhone(office, 'a')
    const first = before.outbox()
    office.bureau.forget('d1')
    const unknown = await foundAgain(before)
    office.bureau.ledger.set('d1', [
      { id: 'other', hash: 'other', epoch: 'e1', result: { seq: 1, status: 'applied' } },
    ])

    await unknown.syncNow()

    expect(unknown.device).not.toBe('d1')
    expect(unknown.outbox().map(({ id }) => id)).toEqual(first.map(({ id }) => id))
    expect(effects()).toEqual([])
    expect(unknown.refused()).toHaveLength(1)
    expect(unknown.status()).toMatchObject({ waiting: 0, lastError: null, phase: 'idle' })
  })
})

describe('a database that lacks only some', () => {
  test('gets the newest commands back, and their drafts go', async () => {
    const before = await offlinePhone('a')
    await before.saveDraft('visit:1', { guidance: '' })
    await before.issue(note('n-b', 'b', { dropDraft: 'visit:1' }))
    const lines = linesOf(before)
    before.close()
    await tamper(office.person, async (db) => {
      const [first] = await db.getAll('outbox')
      await db.delete('outbox', 2)
      await db.put('meta', { key: 'chain', value: { nextSeq: 2, head: first?.hash ?? '' } })
      const box = new Uint8Array()
      await db.put('drafts', { key: 'visit:1', saved_at: 0, blobs: [], box })
    })

    const client = await office.phone()

    expect(linesOf(client)).toEqual(lines)
    expect(client.made()).toBe(2)
    expect(await client.loadDrafts()).toEqual([])
  })

  test('gets the text back of an entry that cannot be read', async () => {
    const before = await offlinePhone('a', 'b')
    const lines = linesOf(before)
    before.close()
    await spoilEntry(office.person, 1)
    office.online = true

    const client = await office.phone()
    await client.syncNow()

    expect(linesOf(client)).toEqual(lines)
    expect(client.outbox().map(({ state }) => state)).toEqual(['acked', 'acked'])
  })

  test('has what was made between two losses also where an open page began it anew first', async () => {
    const before = await offlinePhone('a')
    before.close()
    files.lose('queue', '')
    await evict(office.person)
    const between = await office.phone()
    await issueAll(between, 'b')
    between.close()
    await evict(office.person)

    await beginAnew(office.person, 'd1', office.bureau.now)
    const client = await office.phone()

    expect(textsOf(client)).toEqual(['b'])
    await vi.waitFor(() => expect(files.in('queue').size).toBe(1))
    office.online = true
    await client.syncNow()
    expect(effects()).toEqual([1])
  })

  test('takes nothing back that was acknowledged and then forgotten', async () => {
    const before = await offlinePhone('a', 'b', 'c')
    const old = new Map(files.in('queue'))
    office.online = true
    office.bureau.durableThrough = 3
    await before.syncNow()
    expect(before.outbox()).toEqual([])
    before.close()
    for (const [name, bytes] of old) files.in('queue').set(name, bytes)

    const client = await office.phone()

    expect(client.outbox()).toEqual([])
    expect(client.made()).toBe(3)
    await vi.waitFor(() => expect(files.in('queue').size).toBe(0))
  })
})
