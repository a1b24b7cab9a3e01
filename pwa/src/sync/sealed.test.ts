import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { openDB, type IDBPDatabase } from 'idb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { isBox } from '@/core/vault/seals'
import { textHash } from '@/sync/hashing'
import type { Schema } from '@/sync/schema'
import type { SealedSegment } from '@/sync/sealing'
import { spoilt, tamper } from '@/sync/testing/database'
import { Files } from '@/sync/testing/files'
import { note, Office, textsOf } from '@/sync/testing/office'
import { issueAll, syncedPhone } from '@/sync/testing/phones'
import { failWrites, SWITCHED_OFF } from '@/core/testing/writes'

const SECRET = '东环路十二号'
const PHOTO = new TextEncoder().encode(`not really a picture of ${SECRET}`)

let office: Office

beforeEach(() => {
  office = new Office()
  office.bureau.put('note', { id: 'n0', ver: 1, text: '长安镇的一行' }, ['town:1'])
})

afterEach(() => {
  office.closePhones()
  vi.restoreAllMocks()
})

/** Everything that stands in the database of a person, as text in which plain words would show. */
async function everythingKept(person: string): Promise<string> {
  const db = await openDB(`doorstep-${person}`)
  const records: unknown[] = []
  for (const name of db.objectStoreNames) records.push(...(await db.getAll(name)))
  db.close()
  return JSON.stringify(records, (_, value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
  )
}

test('no store and no file holds a word of what a person works on', async () => {
  office.files = new Files()
  const client = await office.phone()
  await client.syncNow()
  office.online = false
  const added = await client.addBlob(PHOTO, 'image/jpeg')
  const blobs = added.ok ? [added.value] : []
  const signed = () => Promise.resolve(`signed ${SECRET}`)
  await client.issue({ ...note('n1', SECRET, { blobs }), signed })
  await client.saveDraft('visit:1', { guidance: SECRET })

  const kept = await everythingKept(office.person)
  const files = ['queue', 'photos'].flatMap((name) => [...(office.files?.in(name).values() ?? [])])

  expect(files.length).toBe(2)
  expect(files.every(isBox)).toBe(true)
  expect(kept).not.toContain(SECRET)
  expect(kept).not.toContain('长安镇')
  expect(textsOf(client)).toEqual([SECRET, '长安镇的一行'].sort())
})

describe('behind the app’s back', () => {
  test('two entries that are swapped are both found out, and none is sent for the other', async () => {
    office.online = false
    const before = await office.phone()
    await issueAll(before, 'a', 'b')
    before.close()
    await tamper(office.person, async (db) => {
      const [one, other] = await db.getAll('outbox')
      if (one && other) await db.put('outbox', { ...one, box: other.box })
      if (one && other) await db.put('outbox', { ...other, box: one.box })
    })
    office.online = true

    const client = await office.phone()
    await client.syncNow()

    expect(client.outbox().map(({ name, lost }) => [name, lost])).toEqual([
      ['lost', 'unreadable'],
      ['lost', 'unreadable'],
    ])
  })

  test('an entry that is called sent is sent all the same', async () => {
    office.online = false
    const before = await office.phone()
    await issueAll(before, 'a')
    before.close()
    await tamper(office.person, async (db) => {
      const [one] = await db.getAll('outbox')
      if (one) await db.put('outbox', { ...one, state: 'acked' })
    })
    office.online = true

    const client = await office.phone()
    await client.syncNow()

    expect(client.outbox()).toMatchObject([{ name: 'lost', lost: 'unreadable' }])
  })

  test('an entry that is put back to before it was sent is answered as what it was', async () => {
    const before = await office.phone()
    office.online = false
    await issueAll(before, 'a')
    const [early] = await tamper(office.person, (db) => db.getAll('outbox'))
    office.online = true
    await before.syncNow()
    before.close()
    await tamper(office.person, async (db) => {
      if (early) await db.put('outbox', early)
    })

    const client = await office.phone()
    await client.syncNow()

    expect([...office.bureau.effects.values()]).toEqual([1])
    expect(client.outbox()).toMatchObject([{ name: 'note.add', state: 'acked' }])
  })

  test.each(['changed', 'deleted', 'swapped', 'put back'])(
    'rows that were %s are seen by their digest and fetched again',
    async (deed) => {
      const before = await syncedPhone(office)
      const [old] = await tamper(office.person, (db) => db.getAll('segments'))
      office.bureau.put('note', { id: 'n0', ver: 2, text: 'later' }, ['town:1'])
      office.bureau.put('note', { id: 'n2', ver: 1, text: 'elsewhere' }, ['town:1'])
      await before.syncNow()
      before.close()
      await tamper(office.person, async (db) => {
        const [, last = 0] = await db.getAllKeys('segments')
        if (deed === 'deleted') await db.delete('segments', last)
        else await misplace(db, deed, old)
      })

      const client = await office.phone()
      await client.syncNow()

      expect(textsOf(client)).toEqual(['elsewhere', 'later'])
      const kept = await tamper(office.person, (db) => db.get('meta', 'progress'))
      expect(kept).toMatchObject({ value: { defects: 1 } })
    },
  )

  test('a photo that was swapped for another is no photo', async () => {
    const client = await office.phone()
    const [one, other] = [await client.addBlob(PHOTO, 'a/b'), await client.addBlob(SEGMENT, 'a/b')]
    if (!one.ok || !other.ok) throw new Error('not kept')
    await tamper(office.person, async (db) => {
      const [mine, others] = [await db.get('blobs', one.value), await db.get('blobs', other.value)]
      if (mine && others) await db.put('blobs', { ...mine, box: others.box, key: others.key })
    })

    expect(await client.readBlob(one.value)).toBeNull()
    expect(await client.readBlob(other.value)).not.toBeNull()
  })

  test('a draft is no other draft', async () => {
    const client = await office.phone()
    await client.saveDraft('visit:1', { guidance: 'one' })
    await client.saveDraft('visit:2', { guidance: 'two' })
    await tamper(office.person, async (db) => {
      const second = await db.get('drafts', 'visit:2')
      if (second) await db.put('drafts', { ...second, key: 'visit:1' })
    })

    expect((await client.loadDrafts()).map(({ key }) => key)).toEqual(['visit:2'])
  })
})

async function misplace(db: IDBPDatabase<Schema>, deed: string, old?: SealedSegment) {
  const [one = 0, other = 0] = await db.getAllKeys('segments')
  const [first, second] = await db.getAll('segments')
  if (!first?.box || !second?.box || !old) throw new Error('too few pages')
  const { box } = second
  if (deed === 'put back') await db.put('segments', old, other)
  else if (deed === 'changed') await db.put('segments', { ...second, box: spoilt(box) }, other)
  else {
    await db.put('segments', { ...first, box }, one)
    await db.put('segments', { ...second, box: first.box }, other)
  }
}

const SEGMENT = new TextEncoder().encode(
  JSON.stringify({ cols: ['id', 'ver', 'text'], rows: [['old', 1, 'old row']], gone: [] }),
)

/** A phone as version 3 left it: all in clear, with `n` commands waiting and as many photos. */
async function plainStore(person: string, n: number): Promise<void> {
  const db = await openDB(`doorstep-${person}`, 3, {
    upgrade(fresh) {
      fresh.createObjectStore('segments', { autoIncrement: true }).createIndex('scope', 'scope')
      fresh.createObjectStore('outbox', { keyPath: 'seq' }).createIndex('state', 'state')
      fresh.createObjectStore('blobs', { keyPath: 'sha256' }).createIndex('state', 'state')
      fresh.createObjectStore('drafts', { keyPath: 'key' })
      fresh.createObjectStore('meta', { keyPath: 'key' })
      fresh.createObjectStore('inbox', { keyPath: 'id' })
      fresh.createObjectStore('chunks', { keyPath: ['scope', 'sha256'] })
      fresh.createObjectStore('aside', { autoIncrement: true })
      fresh.createObjectStore('receipts', { keyPath: 'entity' })
    },
  })
  let prev_hash = ''
  for (let seq = 1; seq <= n; seq += 1) {
    const args = { text: `${SECRET} ${seq}` }
    const command = {
      v: 1,
      seq,
      id: `c${seq}`,
      name: 'note.add',
      version: 1,
      entity: `n${seq}`,
      args,
    }
    const sha256 = textHash(`photo ${seq}`)
    const body = JSON.stringify({ ...command, deps: [], blobs: [sha256], prev_hash })
    await db.put('outbox', {
      ...{ seq, id: `c${seq}`, name: 'note.add', entity: `n${seq}`, body, bytes: body.length },
      ...{ hash: textHash(body), prev_hash, created_at: 0, blobs: [sha256], title: args.text },
      previews: [{ tbl: 'note', id: `n${seq}`, row: args, changes: false }],
      ...{ state: 'waiting', result: null, acked_at: null, settled: false },
    })
    const bytes = new TextEncoder().encode(`photo ${seq}`)
    await db.put('blobs', { sha256, bytes, type: 'image/png', state: 'pending', created_at: 0 })
    prev_hash = textHash(body)
  }
  await db.put('segments', { scope: 'town:1', tbl: 'note', bytes: SEGMENT })
  await db.put('drafts', { key: 'visit', json: JSON.stringify({ text: SECRET }), saved_at: 0 })
  await db.put('receipts', { entity: 'n1', hash: 'h', text: SECRET, made_at: 0 })
  const all = { device: 'd1', rev: 3, chain: { nextSeq: n + 1, head: prev_hash } }
  for (const [key, value] of Object.entries(all)) await db.put('meta', { key, value })
  db.close()
}

/** Switch the phone off at its nth write from now on, for good. */
function dieAtWrite(nth: number): void {
  let writes = 0
  failWrites(() => {
    writes += 1
    return writes >= nth ? SWITCHED_OFF() : null
  })
}

describe('a phone of before there were seals', () => {
  test('is sealed in place and loses nothing, wherever it is switched off, and however often', async () => {
    const runs = fc.asyncProperty(
      fc.integer({ min: 0, max: 45 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
      async (n, deaths) => {
        const phone = new Office()
        phone.online = false
        await plainStore(phone.person, n)
        for (const nth of deaths) {
          dieAtWrite(nth)
          await phone.phone().catch(() => null)
          vi.restoreAllMocks()
        }

        const client = await phone.phone()

        expect(client.outbox().map(({ title }) => title)).toEqual(
          Array.from({ length: n }, (_, at) => `${SECRET} ${at + 1}`),
        )
        for (const sha256 of client.outbox().flatMap(({ blobs }) => blobs)) {
          expect(await client.readBlob(sha256)).not.toBeNull()
        }
        expect(await client.loadDrafts()).toMatchObject([{ value: { text: SECRET } }])
        expect(await client.readReceipt('n1')).toBe(SECRET)
        expect(textsOf(client)).toContain('old row')
        expect(await everythingKept(phone.person)).not.toContain(SECRET)
        client.close()
      },
    )
    await fc.assert(runs, { numRuns: 12 })
  }, 60_000)

  test('takes nothing in clear any more once it is sealed', async () => {
    office.online = false
    await plainStore(office.person, 2)
    ;(await office.phone()).close()
    await tamper(office.person, async (db) => {
      // @ts-expect-error: such a record nobody writes any more.
      await db.put('drafts', { key: 'planted', json: '{}', saved_at: 0 })
    })

    const client = await office.phone()

    expect((await client.loadDrafts()).map(({ key }) => key)).toEqual(['visit'])
  })
})
