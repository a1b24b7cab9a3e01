import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { textHash } from '@/sync/hashing'
import { Office, textsOf } from '@/sync/testing/office'

/** A database as version 1 of the store left it, with a filled outbox. */
async function storeOfVersion1(person: string, meta: Record<string, unknown>): Promise<void> {
  const db = await openDB(`doorstep-${person}`, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('segments', { autoIncrement: true }).createIndex('scope', 'scope')
      fresh.createObjectStore('outbox', { keyPath: 'seq' }).createIndex('state', 'state')
      fresh.createObjectStore('blobs', { keyPath: 'sha256' }).createIndex('state', 'state')
      fresh.createObjectStore('drafts', { keyPath: 'key' })
      fresh.createObjectStore('meta', { keyPath: 'key' })
      fresh.createObjectStore('inbox', { keyPath: 'id' })
    },
  })
  for (const record of outboxOfVersion1()) await db.put('outbox', record)
  await db.put('segments', { scope: 'town:1', tbl: 'note', bytes: SEGMENT })
  await db.put('drafts', { key: 'visit', json: '{"text":"half"}', saved_at: 0 })
  const last = outboxOfVersion1().at(-1)
  const all = { device: 'd1', rev: 3, chain: { nextSeq: 4, head: last?.hash }, ...meta }
  for (const [key, value] of Object.entries(all)) await db.put('meta', { key, value })
  db.close()
}

const SEGMENT = new TextEncoder().encode(
  JSON.stringify({ cols: ['id', 'ver', 'text'], rows: [['old', 1, 'old row']], gone: [] }),
)

function outboxOfVersion1() {
  let prev_hash = ''
  return [1, 2, 3].map((seq) => {
    const args = { text: `note ${seq}` }
    const command = {
      v: 1,
      seq,
      id: `c${seq}`,
      name: 'note.add',
      version: 1,
      entity: `n${seq}`,
      args,
    }
    const body = JSON.stringify({ ...command, deps: [], blobs: [], prev_hash })
    const preview = { tbl: 'note', id: `n${seq}`, row: args, changes: false }
    const record = {
      ...{ seq, id: `c${seq}`, name: 'note.add', entity: `n${seq}`, body, bytes: body.length },
      ...{ hash: textHash(body), prev_hash, created_at: 0, previews: [preview], blobs: [] },
      ...{ title: args.text, state: 'waiting', result: null, acked_at: null, settled: false },
    }
    prev_hash = record.hash
    return record
  })
}

const PROGRESS_OF_VERSION_1 = {
  ...{ epoch: 'e1', epochs: ['e1'], scopes: {}, lastReceipt: 0, durableThrough: 0 },
  ...{ serverOffsetMs: 0, defects: 2 },
}

let office: Office

beforeEach(() => {
  office = new Office()
})

afterEach(() => {
  office.closePhones()
})

test('a filled outbox of version 1 is all there after the upgrade, byte for byte', async () => {
  await storeOfVersion1(office.person, { progress: PROGRESS_OF_VERSION_1 })
  office.online = false

  const client = await office.phone()

  expect(client.outbox().map(({ body }) => body)).toEqual(
    outboxOfVersion1().map(({ body }) => body),
  )
  expect(textsOf(client)).toEqual(['note 1', 'note 2', 'note 3', 'old row'])
  expect(await client.loadDrafts()).toMatchObject([{ key: 'visit' }])
  expect(client.status()).toMatchObject({ waiting: 3, cleared: null })
})

test('and goes up once, under the device that it was made with', async () => {
  await storeOfVersion1(office.person, { progress: PROGRESS_OF_VERSION_1 })
  office.device = 'd2'

  const client = await office.phone()
  await client.syncNow()

  expect(client.device).toBe('d1')
  expect([...office.bureau.effects]).toEqual([
    ['c1', 1],
    ['c2', 1],
    ['c3', 1],
  ])
  expect(client.status()).toMatchObject({ waiting: 0, phase: 'idle' })
})

test('that was sent by version 1 without an answer is not taken for a lost store', async () => {
  await storeOfVersion1(office.person, {})
  const commands = outboxOfVersion1().map(({ body }) => ({ body }))
  office.bureau.sync({ device: 'd1', first_seq: 1, commands, announced_head: 3 })

  const client = await office.phone()
  await client.syncNow()

  expect(client.device).toBe('d1')
  expect([...office.bureau.effects.values()]).toEqual([1, 1, 1])
  expect(client.outbox().map(({ state }) => state)).toEqual(['acked', 'acked', 'acked'])
})
