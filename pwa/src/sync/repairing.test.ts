import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '@/sync/client'
import { tamper } from '@/sync/testing/database'
import { note, Office, textsOf } from '@/sync/testing/office'

let office: Office
let client: Client

beforeEach(async () => {
  office = new Office()
  for (let n = 0; n < 40; n += 1) add(`n${n}`, n, ['town:1'])
  add('m1', 1, ['bureau'])
  client = await office.phone()
  await client.syncNow()
  office.requests.length = 0
})

afterEach(() => {
  office.closePhones()
})

function add(id: string, ver: number, scopes: string[]): void {
  office.bureau.put('note', { id, ver, text: `${id} ${ver}` }, scopes)
}

function pathsAsked(): string[] {
  return office.requests.map(({ path }) => path)
}

function textsAtBureau(): unknown[] {
  const lines = ['bureau', 'town:1'].flatMap((scope) => office.bureau.feed(scope).rows())
  return lines.map(({ row }) => row['text']).sort()
}

async function defects(): Promise<number> {
  const record = await tamper(office.person, (db) => db.get('meta', 'progress'))
  return record?.key === 'progress' ? record.value.defects : -1
}

test('a quiet contact carries the sum of what is held, and asks for nothing when it agrees', async () => {
  await client.syncNow()

  expect(pathsAsked()).toEqual(['/api/sync'])
  expect(office.requests[0]?.body).toMatch(/"digest":"[0-9a-f]{16}"/)
  expect(office.bureau.seen.get('digests differ')).toBeUndefined()
  expect(await defects()).toBe(0)
})

describe('a row that the bureau changed without a word', () => {
  test('is found by the sum and mended by one request for its bucket', async () => {
    office.bureau.feed('town:1').slip('note', 'n7', { id: 'n7', ver: 99, text: 'slipped' })

    await client.syncNow()

    expect(pathsAsked()).toEqual(['/api/sync', '/api/sync/repair'])
    expect(office.requests[1]?.answer).toBeLessThan(1000)
    expect(textsOf(client)).toEqual(textsAtBureau())
    expect(await defects()).toBe(1)
  })

  test('is found at the page that ends a pull', async () => {
    office.bureau.feed('town:1').slip('note', 'n7', null)
    add('n90', 1, ['town:1'])

    await client.syncNow()

    expect(pathsAsked()).toEqual(['/api/sync', '/api/sync/repair'])
    expect(textsOf(client)).toEqual(textsAtBureau())
  })

  test('stays mended after a restart', async () => {
    office.bureau.feed('town:1').slip('note', 'n7', null)
    office.bureau.feed('town:1').slip('note', 'n8', { id: 'n8', ver: 99, text: 'slipped' })
    await client.syncNow()
    client.close()
    office.requests.length = 0

    const after = await office.phone()
    await after.syncNow()

    expect(textsOf(after)).toEqual(textsAtBureau())
    expect(pathsAsked()).not.toContain('/api/sync/repair')
  })
})

test('rows that the store of the phone lost are found at the next start and come back', async () => {
  client.close()
  await tamper(office.person, (db) => db.clear('segments'))

  const after = await office.phone()
  expect(textsOf(after)).toEqual([])
  await after.syncNow()

  expect(textsOf(after)).toEqual(textsAtBureau())
})

test('a waiting change of one’s own does not count as a difference', async () => {
  await client.issue(note('n1', 'mine', { args: { text: 'mine', times: 99 } }))
  await client.syncNow()

  expect(await defects()).toBe(0)
})

describe('a scope that moves on while it is repaired', () => {
  test('is synced first and repaired then', async () => {
    office.bureau.feed('town:1').slip('note', 'n7', null)
    let changes = 0
    office.onArrival = (path) => {
      if (path.endsWith('/repair') && changes < 2) add(`late${(changes += 1)}`, 1, ['town:1'])
    }

    await client.syncNow()

    expect(office.bureau.seen.get('late repair')).toBe(2)
    expect(textsOf(client)).toEqual(textsAtBureau())
  })

  test('for ever does not keep the phone asking for ever', async () => {
    office.bureau.feed('town:1').slip('note', 'n7', null)
    let changes = 0
    office.onArrival = (path) => {
      if (path.endsWith('/repair')) add(`late${(changes += 1)}`, 1, ['town:1'])
    }

    expect(await client.syncNow()).toMatchObject({ phase: 'idle' })

    expect(pathsAsked().length).toBeLessThan(12)
  })
})

describe('a repair that does not help', () => {
  beforeEach(() => {
    office.bureau.feed('town:1').slip('note', 'n7', null)
  })

  test('is followed by the whole scope anew', async () => {
    const repair = office.bureau.repair.bind(office.bureau)
    office.bureau.repair = (asked) => ({ ...repair(asked), put: {}, buckets: [] })

    await client.syncNow()

    expect(pathsAsked()).toEqual(['/api/sync', '/api/sync/repair', '/api/sync'])
    expect(textsOf(client)).toEqual(textsAtBureau())
    expect(await defects()).toBe(2)
  })

  test('because the bureau miscounts leaves the scope alone for an hour', async () => {
    const feed = office.bureau.feed('town:1')
    feed.tally = () => ({ n_rows: 7, digest: '00000000000000ff' })

    await client.syncNow()
    office.requests.length = 0
    await client.syncNow()
    expect(pathsAsked()).toEqual(['/api/sync'])

    office.bureau.now += 3600 * 1000 + 1
    await client.syncNow()
    expect(pathsAsked()).toContain('/api/sync/repair')
  })

  test('for want of a network is tried again at the next contact', async () => {
    office.faults = ['ok', 'drop request']
    await client.syncNow()
    expect(textsOf(client)).not.toEqual(textsAtBureau())

    await client.syncNow()
    expect(textsOf(client)).toEqual(textsAtBureau())
  })
})
