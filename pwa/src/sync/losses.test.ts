import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '@/sync/client'
import { asidesOf, spoilEntry, tamper } from '@/sync/testing/database'
import { bodiesAsked, issueAll, syncedPhone } from '@/sync/testing/phones'
import { note, Office, textsOf } from '@/sync/testing/office'

let office: Office

beforeEach(() => {
  office = new Office()
})

afterEach(() => {
  office.closePhones()
})

describe('a bureau that went back to an old backup and kept its epoch', () => {
  beforeEach(() => {
    office.bureau.keep()
  })

  test('gets everything again, once, and is shown the proof by which it turns its epoch', async () => {
    const client = await syncedPhone(office, 'a', 'b')
    office.bureau.restore(false)
    office.requests.length = 0

    await client.syncNow()

    expect(bodiesAsked(office).filter(({ proof }) => proof)).toHaveLength(1)
    expect(office.bureau.seen.get('roll-back proved')).toBe(1)
    expect(office.bureau.epoch).toBe('e2')
    expect([...office.bureau.effects.values()]).toEqual([1, 1])
    expect(textsOf(client)).toEqual(['a', 'b'])
    expect(client.status()).toMatchObject({ waiting: 0, confirmedAt: office.bureau.now })
  })

  test('is shown the proof even when the phone was closed in between', async () => {
    const client = await syncedPhone(office, 'a')
    office.bureau.restore(false)
    // The proof is on its way when the app is closed.
    office.faults = ['ok', 'drop request']
    await client.syncNow()
    client.close()

    const again = await office.phone()
    await again.syncNow()

    expect(office.bureau.seen.get('roll-back proved')).toBe(1)
    expect(again.status().waiting).toBe(0)
  })

  test('serves a scope from the beginning whose cursor it does not know', async () => {
    const client = await syncedPhone(office, 'a')
    office.bureau.put('note', { id: 'gone', ver: 1, text: 'gone' }, ['bureau'])
    await client.syncNow()

    office.bureau.restore(false)
    office.bureau.put('note', { id: 'other', ver: 1, text: 'other' }, ['bureau'])
    await client.syncNow()

    expect(textsOf(client)).toEqual(['a', 'other'])
  })
})

test('a receipt of an epoch that this phone never heard of is believed when it names that epoch', async () => {
  const client = await syncedPhone(office, 'a')
  office.bureau.epoch = 'e7'
  // The answer from that epoch is lost, and the bureau is restored from a backup made in it.
  office.faults = ['drop response', 'drop request', 'drop request']
  await issueAll(client, 'b')
  await client.syncNow()
  office.bureau.keep()
  office.bureau.restore()
  office.faults = []

  await client.syncNow()

  expect(client.status()).toMatchObject({ waiting: 0, lastError: null })
  expect([...office.bureau.effects.values()]).toEqual([1, 1])
})

test('a bureau that forgot this device alone gets its commands again', async () => {
  const client = await syncedPhone(office, 'a', 'b')

  office.bureau.forget('d1')
  await client.syncNow()

  expect(office.bureau.ledger.get('d1')).toHaveLength(2)
  expect([...office.bureau.effects.values()]).toEqual([1, 1])
})

describe('an entry that cannot be read back', () => {
  async function phoneWithSpoiltEntry(spoil: string): Promise<Client> {
    office.online = false
    const before = await office.phone()
    await issueAll(before, 'a', 'b', 'c')
    before.close()
    if (spoil === 'changed') await spoilEntry(office.person, 2)
    else await tamper(office.person, (db) => db.delete('outbox', 2))
    office.online = true
    return office.phone()
  }

  test('is replaced by `lost` under its seq, and the others go up', async () => {
    const client = await phoneWithSpoiltEntry('changed')

    await client.syncNow()

    expect(client.outbox()).toMatchObject([
      { name: 'note.add', state: 'acked' },
      { name: 'lost', state: 'review', lost: 'unreadable', title: 'b' },
      { name: 'note.add', state: 'acked' },
    ])
    expect(office.bureau.seen.get('lost unreadable')).toBe(1)
    expect(textsOf(client)).toEqual(['a', 'c'])
  })

  test('is kept aside as it was', async () => {
    const client = await phoneWithSpoiltEntry('changed')
    await client.syncNow()

    const asides = await tamper(office.person, (db) => db.getAll('aside'))

    expect(asides).toMatchObject([{ device: 'd1', seq: 2 }])
  })

  test('and that is missing altogether does not stop the chain either', async () => {
    const client = await phoneWithSpoiltEntry('missing')

    await client.syncNow()

    expect(client.outbox().map(({ seq, name }) => [seq, name])).toEqual([
      [1, 'note.add'],
      [2, 'lost'],
      [3, 'note.add'],
    ])
    const lost = JSON.parse(client.outbox()[1]?.body ?? '{}') as { args: object }
    expect(lost.args).toMatchObject({ reason: 'unreadable', hash: hashOfSecond(client) })
    expect(client.status().waiting).toBe(0)
  })

  test('but that had arrived before is left to the bureau’s copy', async () => {
    const before = await syncedPhone(office, 'a')
    // The bureau has the second, but its answer never came.
    office.faults = ['drop response', 'drop request', 'drop request']
    await before.issue(note('n-b', 'b'))
    await before.syncNow()
    before.close()
    await spoilEntry(office.person, 2)
    office.faults = []

    const client = await office.phone()
    await issueAll(client, 'c')
    await client.syncNow()

    expect(client.outbox().map(({ state }) => state)).toEqual(['acked', 'review', 'acked'])
    expect(client.outbox()[1]?.result?.problem?.title).toContain('读不出来')
    expect(office.bureau.seen.get('lost unreadable')).toBeUndefined()
    expect(textsOf(client)).toEqual(['a', 'b', 'c'])
  })
})

function hashOfSecond(client: Client): unknown {
  return (JSON.parse(client.outbox()[2]?.body ?? '{}') as { prev_hash: unknown }).prev_hash
}

describe('an entry that is refused as too large even alone', () => {
  test('is replaced by `lost`; those before and after it arrive', async () => {
    office.online = false
    const client = await office.phone()
    await issueAll(client, 'a', 'x'.repeat(5000), 'c')
    office.online = true
    office.largest = 3000

    await client.syncNow()

    expect(client.outbox().map(({ state, lost }) => [state, lost])).toEqual([
      ['acked', undefined],
      ['review', 'too_large'],
      ['acked', undefined],
    ])
    expect(textsOf(client)).toEqual(['a', 'c'])
    const [aside] = await asidesOf(office.person)
    expect(aside?.body).toContain('x'.repeat(5000))
  })

  test('is not given up for one 413 that does not come again', async () => {
    const client = await syncedPhone(office, 'a')
    office.online = false
    await issueAll(client, 'b')
    office.online = true
    office.faults = [413]

    await client.syncNow()

    expect(client.outbox().map(({ name }) => name)).toEqual(['note.add', 'note.add'])
    expect(client.status().waiting).toBe(0)
  })
})

test('a store that is older than what the bureau heard of says so instead of forking the chain', async () => {
  const client = await syncedPhone(office, 'a')
  office.bureau.heads.set('d1', 9)

  expect(await client.syncNow()).toMatchObject({ lastError: { code: 'sync.behind' } })
  expect(client.device).toBe('d1')
})

describe('a bureau that has forgotten the removals of a scope', () => {
  test('serves it from the beginning in small pages, although no row stands at its horizon', async () => {
    const { bureau } = office
    const scopes = ['officer:o']
    for (const id of ['a', 'b']) bureau.put('note', { id, ver: 1, text: id }, scopes)
    bureau.feed('officer:o').forgetRemovals()
    bureau.put('note', { id: 'b', ver: 2, text: 'B' }, scopes)
    bureau.limit = 1

    const client = await office.phone()
    await client.syncNow()

    expect(textsOf(client)).toEqual(['B', 'a'])
    expect(office.requests.length).toBeLessThan(10)
  })
})
