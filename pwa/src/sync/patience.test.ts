/** A bureau that asks for patience with every good answer gets it, and is still told everything. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Client } from '@/sync/client'
import { tamper } from '@/sync/testing/database'
import { issueAll, syncedPhone } from '@/sync/testing/phones'
import { note, Office, textsOf } from '@/sync/testing/office'

const WISH = 60
let office: Office

beforeEach(() => {
  office = new Office()
  for (let n = 0; n < 60; n += 1) add(`n${n}`, n)
  office.bureau.retryAfter = WISH
})

afterEach(() => {
  office.closePhones()
})

function add(id: string, ver: number): void {
  office.bureau.put('note', { id, ver, text: `${id} ${ver}` }, ['town:1'])
}

function textsAtBureau(): unknown[] {
  const rows = office.bureau.feed('town:1').rows()
  return rows.map(({ row }) => row['text']).sort()
}

/** Sync whenever it may be; returns what was asked for each time. */
async function syncTimes(client: Client, times: number): Promise<Set<string>[]> {
  const asked: Set<string>[] = []
  for (let n = 0; n < times; n += 1) {
    office.requests.length = 0
    await client.syncNow()
    asked.push(new Set(office.requests.map(({ path }) => path.split('/').slice(0, 4).join('/'))))
    await nothingIsAskedBeforeTheTime(client)
    office.bureau.now += WISH * 1000
  }
  return asked
}

async function nothingIsAskedBeforeTheTime(client: Client): Promise<void> {
  const before = office.requests.length
  office.bureau.now += WISH * 1000 - 1
  await client.syncNow()
  office.bureau.now -= WISH * 1000 - 1
  expect(office.requests.length).toBe(before)
}

test('its chunks are loaded once the time has come, before it is asked again', async () => {
  office.bureau.snapshotFrom = 20
  const client = await office.phone()

  const [first, second] = await syncTimes(client, 2)

  expect([...(first ?? [])]).toEqual(['/api/sync'])
  expect([...(second ?? [])]).toEqual(['/api/snapshots/town%3A1', '/api/sync'])
  expect(textsOf(client)).toEqual(textsAtBureau())
})

test('what differs is mended once the time has come', async () => {
  office.bureau.retryAfter = 0
  const client = await syncedPhone(office)
  office.bureau.retryAfter = WISH
  office.bureau.feed('town:1').slip('note', 'n7', { id: 'n7', ver: 99, text: 'slipped' })

  const [first, second] = await syncTimes(client, 2)

  expect([...(first ?? [])]).toEqual(['/api/sync'])
  expect([...(second ?? [])]).toEqual(['/api/sync/repair', '/api/sync'])
  expect(textsOf(client)).toEqual(textsAtBureau())
})

test('the place of a lost entry is filled, so that what stands behind it goes up', async () => {
  office.online = false
  const before = await office.phone()
  await issueAll(before, 'a', 'b', 'c')
  before.close()
  await tamper(office.person, (db) => db.delete('outbox', 1))
  office.online = true
  const client = await office.phone()

  await syncTimes(client, 3)

  expect(client.status().waiting).toBe(0)
  expect(textsOf(client)).toEqual(expect.arrayContaining(['b', 'c']))
})

test('chunks that cannot be loaded do not keep commands waiting', async () => {
  office.bureau.snapshotFrom = 20
  const client = await office.phone()
  await syncTimes(client, 1)
  await issueAll(client, 'mine')
  office.requests.length = 0
  office.onArrival = (path) => {
    if (path.includes('/snapshots/')) office.faults = ['drop response']
  }

  await client.syncNow()
  office.bureau.now += 10 * WISH * 1000
  await client.syncNow()

  expect(office.bureau.effects.size).toBe(1)
})

test('photos go up once the time has come', async () => {
  const client = await office.phone()
  const photo = await client.addBlob(new Uint8Array([255, 1]), 'image/png')
  if (!photo.ok) throw new Error('not kept')
  await client.issue(note('mine', 'mine', { blobs: [photo.value] }))

  await syncTimes(client, 3)

  expect(office.bureau.blobs.has(photo.value)).toBe(true)
})

test('who was promised a place comes at that moment and says so, once', async () => {
  office.bureau.retryAfter = 0
  office.retryAfter = 2
  office.code = '503.02'
  const client = await office.phone()
  office.faults = [503, 503, 503]
  const waits: number[] = []

  for (let asked = 1; asked <= 5; asked += 1) {
    const before = office.bureau.now
    await client.syncNow()
    while (office.requests.length < asked) {
      office.bureau.now += 100
      await client.syncNow()
    }
    waits.push(office.bureau.now - before)
  }

  const paths = office.requests.map(({ path }) => path)
  expect(paths.slice(0, 5)).toEqual([
    '/api/sync',
    '/api/sync?promised',
    '/api/sync?promised',
    '/api/sync?promised',
    '/api/sync',
  ])
  expect(waits).toEqual([0, 2000, 2000, 2000, 0])
})
