import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { textHash } from '@/sync/hashing'
import type { Finished } from '@/sync/issuing'
import { note, Office } from '@/sync/testing/office'
import { failWrites, NO_ROOM } from '@/core/testing/writes'

let office: Office

beforeEach(() => {
  office = new Office()
  office.online = false
})

afterEach(() => {
  vi.restoreAllMocks()
  office.closePhones()
})

function signed({ hash }: Finished): Promise<string> {
  return Promise.resolve(`signed ${hash}`)
}

test('what was signed of a command is of its exact text, and is there after a restart', async () => {
  const client = await office.phone()

  const issued = await client.issue({ ...note('n1', 'one'), signed })

  const [entry] = client.outbox()
  const text = `signed ${textHash(entry?.body ?? '')}`
  expect(issued).toMatchObject({ ok: true, receipt: text })
  client.close()
  expect(await (await office.phone()).readReceipt('n1')).toBe(text)
})

test('of a command that nobody signs there is nothing', async () => {
  const client = await office.phone()

  expect(await client.issue(note('n1', 'one'))).toMatchObject({ ok: true, receipt: null })
  expect(await client.readReceipt('n1')).toBeNull()
})

test('a command that another tab came before is signed again, as it then is', async () => {
  office.deaf = true
  const [one, other] = [await office.phone(), await office.phone()]
  await one.issue(note('n1', 'one'))
  const texts: string[] = []

  await other.issue({
    ...note('n2', 'two'),
    signed: (made) => {
      texts.push(made.body)
      return signed(made)
    },
  })

  const entry = other.outbox().find(({ entity }) => entity === 'n2')
  expect(texts.map((text) => (JSON.parse(text) as { seq: number }).seq)).toEqual([1, 2])
  expect(await other.readReceipt('n2')).toBe(`signed ${entry?.hash ?? ''}`)
})

test('a phone too full for what was signed keeps not even the command', async () => {
  const client = await office.phone()
  failWrites((store) => (store === 'receipts' ? NO_ROOM() : null))

  const issued = await client.issue({ ...note('n1', 'one'), signed })
  vi.restoreAllMocks()

  expect(issued).toEqual({ ok: false, reason: 'full' })
  expect([client.outbox(), await client.readReceipt('n1')]).toEqual([[], null])
})

test('a phone of the version before gets the place for it, and keeps all that it had', async () => {
  const db = await openDB(`doorstep-${office.person}`, 2, {
    upgrade(fresh) {
      fresh.createObjectStore('segments', { autoIncrement: true }).createIndex('scope', 'scope')
      fresh.createObjectStore('outbox', { keyPath: 'seq' }).createIndex('state', 'state')
      fresh.createObjectStore('blobs', { keyPath: 'sha256' }).createIndex('state', 'state')
      fresh.createObjectStore('drafts', { keyPath: 'key' })
      fresh.createObjectStore('meta', { keyPath: 'key' })
      fresh.createObjectStore('inbox', { keyPath: 'id' })
      fresh.createObjectStore('chunks', { keyPath: ['scope', 'sha256'] })
      fresh.createObjectStore('aside', { autoIncrement: true })
    },
  })
  await db.put('drafts', { key: 'visit', json: '{"text":"half"}', saved_at: 0 })
  db.close()

  const client = await office.phone()

  expect(await client.loadDrafts()).toMatchObject([{ key: 'visit' }])
  await client.issue({ ...note('n1', 'one'), signed })
  expect(await client.readReceipt('n1')).toMatch(/^signed /)
})
