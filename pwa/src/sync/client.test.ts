import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { note, Office, textsOf } from '@/sync/testing/office'

let office: Office

beforeEach(() => {
  office = new Office()
})

afterEach(() => {
  office.closePhones()
})

describe('a command made without any network', () => {
  beforeEach(() => {
    office.online = false
  })

  test('is saved, shown as waiting and still there after a restart', async () => {
    const before = await office.phone()
    expect(await before.issue(note('n1', '排水口'))).toMatchObject({ ok: true })
    before.close()

    const after = await office.phone()

    expect(after.replica.table('note').get('n1')).toMatchObject({ text: '排水口', waiting: true })
    expect(after.status()).toMatchObject({ waiting: 1, confirmedAt: null })
  })

  test('takes its draft away in the same step and keeps other drafts', async () => {
    const client = await office.phone()
    await client.saveDraft('visit', { text: '排水' })
    await client.saveDraft('other', { text: '噪声' })

    await client.issue(note('n1', '排水口', { dropDraft: 'visit' }))

    expect(await client.loadDrafts()).toMatchObject([{ key: 'other', value: { text: '噪声' } }])
  })

  test('is refused when a photo that it declares is not on this phone', async () => {
    const client = await office.phone()

    const issued = await client.issue(note('n1', '排水口', { blobs: ['ab'] }))

    expect(issued).toEqual({ ok: false, reason: 'blob missing' })
    expect(client.outbox()).toEqual([])
  })

  test('goes up once when the network returns, and only then all is confirmed', async () => {
    const client = await office.phone()
    await client.issue(note('n1', '排水口'))
    await client.syncNow()
    expect(client.status()).toMatchObject({ phase: 'offline', waiting: 1, confirmedAt: null })

    office.online = true
    const status = await client.syncNow()

    expect(status).toMatchObject({ phase: 'idle', waiting: 0, confirmedAt: office.bureau.now })
    expect([...office.bureau.effects.values()]).toEqual([1])
    expect(client.replica.table('note').get('n1')?.waiting).toBeUndefined()
    expect(client.outbox()).toMatchObject([{ state: 'acked', settled: true }])
  })
})

describe('a bureau that answers badly', () => {
  test('never gets an entry dropped by saying 401, 403 or 503', async () => {
    const client = await office.phone()
    await client.syncNow()
    office.online = false
    await client.issue(note('n1', '排水口'))
    office.online = true

    office.faults = [401]
    expect(await client.syncNow()).toMatchObject({ phase: 'signin', waiting: 1 })
    office.faults = [403]
    expect(await client.syncNow()).toMatchObject({
      phase: 'waiting',
      waiting: 1,
      lastError: { title: '不行' },
    })
    office.faults = [503]
    expect(await client.syncNow()).toMatchObject({ phase: 'waiting', waiting: 1 })

    expect(await client.syncNow()).toMatchObject({ phase: 'idle', waiting: 0 })
  })

  test('gets no acknowledgement for a receipt that its key did not sign', async () => {
    office.bureau.forges = true
    const client = await office.phone()
    await client.issue(note('n1', '排水口'))

    const status = await client.syncNow()

    expect(status).toMatchObject({ waiting: 1, lastError: { code: 'sync.receipt' } })
    expect(client.replica.table('note').get('n1')?.waiting).toBe(true)
  })

  test('is left alone for as long as it asks, even after a restart and by hand', async () => {
    const first = await office.phone()
    await first.syncNow()
    office.faults = [429]
    office.retryAfter = 120
    await first.syncNow()
    first.close()
    const asked = office.requests.length

    const second = await office.phone()
    const waiting = await second.syncNow()
    expect(office.requests.length).toBe(asked)
    expect(waiting.nextTryAt).toBe(office.bureau.now + 132_000)

    office.bureau.now += 120_000
    await second.syncNow()
    expect(office.requests.length).toBeGreaterThan(asked)
  })

  test('takes many commands in halves when it finds a request too large', async () => {
    office.online = false
    const client = await office.phone()
    for (let n = 0; n < 20; n += 1) await client.issue(note(`n${n}`, '长'.repeat(50)))
    office.online = true
    office.largest = 3000

    const status = await client.syncNow()

    expect(status.waiting).toBe(0)
    expect(office.bureau.effects.size).toBe(20)
  })

  test('that never comes to an end becomes a visible fault, and is gone on with later', async () => {
    const client = await office.phone()
    await client.syncNow()
    office.bureau.limit = 1
    let n = 0
    office.onArrival = () => {
      for (let more = 0; more < 2; more += 1)
        office.bureau.put('note', { id: `n${(n += 1)}`, ver: 1, text: 'x' }, ['bureau'])
    }

    expect(await client.syncNow()).toMatchObject({ lastError: { code: 'sync.endless' } })

    office.onArrival = () => undefined
    office.bureau.limit = 20_000
    expect(await client.syncNow()).toMatchObject({ lastError: null })
    expect(textsOf(client)).toHaveLength(n)
  })

  test('that never moves the queue becomes a visible fault', async () => {
    const client = await office.phone()
    await client.issue(note('n1', '排水口', { args: { text: 'x', times: 100 } }))

    for (let n = 0; n < 5; n += 1) await client.syncNow()

    expect(client.status()).toMatchObject({ stuck: true, waiting: 1 })
    client.close()
    expect((await office.phone()).status()).toMatchObject({ stuck: true, waiting: 1 })
  })
})

describe('a refused command', () => {
  test('leaves the queue for the review list, and its preview falls', async () => {
    const client = await office.phone()

    await client.issue(note('n1', '排水口', { name: 'note.refused' }))
    await client.syncNow()

    expect(client.outbox()).toMatchObject([{ state: 'review', settled: true }])
    expect(client.replica.table('note').get('n1')).toBeUndefined()
    expect(client.replica.table('review').all()).toMatchObject([{ title: '退回' }])
  })
})

describe('the replica', () => {
  test('comes in pages, shows nothing half, and survives a restart', async () => {
    for (let n = 0; n < 25; n += 1) {
      office.bureau.put('note', { id: `n${n}`, ver: 1, text: 't' }, ['town:1', 'bureau'])
    }
    office.bureau.limit = 4
    const client = await office.phone()
    const sizes = new Set<number>()
    client.replica.subscribe('note', () => sizes.add(client.replica.table('note').all().length))

    await client.syncNow()
    client.close()

    expect([...sizes]).toEqual([25])
    expect(textsOf(await office.phone())).toHaveLength(25)
  })

  test('shows an own row without a gap while its pages are still coming', async () => {
    for (let n = 0; n < 9; n += 1) {
      office.bureau.put('note', { id: `old${n}`, ver: 1, text: 't' }, ['town:1'])
    }
    office.bureau.limit = 2
    office.online = false
    const client = await office.phone()
    await client.issue(note('n1', '排水口'))
    office.online = true
    const seen = new Set<unknown>()
    client.replica.subscribe('note', () =>
      seen.add(client.replica.table('note').get('n1')?.['text']),
    )

    await client.syncNow()

    expect([...seen]).toEqual(['排水口'])
    expect(client.replica.table('note').get('n1')?.waiting).toBeUndefined()
  })

  test('drops a row only when its last scope drops it', async () => {
    const row = { id: 'n1', ver: 1, text: 't' }
    office.bureau.put('note', row, ['town:1', 'officer:o'])
    const client = await office.phone()
    await client.syncNow()

    office.bureau.scopes = ['bureau', 'officer:o']
    await client.syncNow()
    expect(textsOf(client)).toEqual(['t'])

    office.bureau.put('note', row, [])
    await client.syncNow()
    expect(textsOf(client)).toEqual([])
  })

  test('is mended when the count of a scope is wrong', async () => {
    office.bureau.put('note', { id: 'n1', ver: 1, text: 'a' }, ['town:1'])
    const client = await office.phone()
    await client.syncNow()

    office.bureau.feed('town:1').lines.delete('note|n1')
    office.bureau.put('note', { id: 'n2', ver: 1, text: 'b' }, ['town:1'])
    await client.syncNow()

    expect(textsOf(client)).toEqual(['b'])
  })

  test('keeps an own change over the row that arrives from others', async () => {
    office.bureau.put('note', { id: 'n1', ver: 1, text: 'old', place: 'A' }, ['town:1'])
    const client = await office.phone()
    await client.syncNow()
    await client.issue(note('n1', 'mine', { args: { text: 'mine', times: 99 } }))

    office.bureau.put('note', { id: 'n1', ver: 2, text: 'theirs', place: 'B' }, ['town:1'])
    await client.syncNow()

    const table = client.replica.table('note')
    expect(table.get('n1')).toMatchObject({ text: 'mine', place: 'B', waiting: true })
    expect(table.confirmed('n1')).toMatchObject({ text: 'theirs' })
  })

  test('stays whole over many small changes and their merging', async () => {
    const client = await office.phone()
    for (let n = 0; n < 30; n += 1) {
      office.bureau.put('note', { id: `n${n % 7}`, ver: n, text: `t${n}` }, ['town:1'])
      await client.syncNow()
    }
    const before = textsOf(client)
    client.close()

    expect(textsOf(await office.phone())).toEqual(before)
    expect(before).toHaveLength(7)
  })
})
