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

describe('photos', () => {
  const photo = new Uint8Array([255, 216, 1])

  test('go up after the text, and until then nothing is called confirmed', async () => {
    const client = await office.phone()
    const added = await client.addBlob(photo, 'image/jpeg')
    if (!added.ok) throw new Error(added.reason)
    office.faults = ['ok', 'ok', 503]
    await client.syncNow()
    office.faults = ['ok', 'ok', 'drop request']
    await client.issue(note('n1', '排水口', { blobs: [added.value] }))
    await client.syncNow()

    office.faults = []
    expect(await client.syncNow()).toMatchObject({
      photosLeft: 0,
      waiting: 0,
      confirmedAt: office.bureau.now,
    })
    expect(office.bureau.blobs.get(added.value)).toEqual(photo)
  })

  test('that the bureau refuses stay here, are told, and do not stop the others', async () => {
    const client = await office.phone()
    const bad = await client.addBlob(new Uint8Array([0, 1]), 'image/jpeg')
    const good = await client.addBlob(photo, 'image/jpeg')
    if (!bad.ok || !good.ok) throw new Error('storage')

    await client.issue(note('n1', '排水口', { blobs: [bad.value, good.value] }))
    const status = await client.syncNow()

    expect(status).toMatchObject({ photosLeft: 1, confirmedAt: null, lastError: { title: '不行' } })
    expect(office.bureau.blobs.has(good.value)).toBe(true)
    expect(await client.readBlob(bad.value)).not.toBeNull()
  })
})

test('photos of a command that is taken in late go up in the same sync', async () => {
  const client = await office.phone()
  await client.syncNow()
  office.online = false
  for (const [n, times] of [0, 2].entries()) {
    const added = await client.addBlob(new Uint8Array([255, 216, n]), 'image/jpeg')
    if (!added.ok) throw new Error(added.reason)
    const args = { text: '排水口', times }
    await client.issue(note(`n${n}`, '排水口', { args, blobs: [added.value] }))
  }

  office.online = true
  const status = await client.syncNow()

  expect(status).toMatchObject({ waiting: 0, photosLeft: 0, confirmedAt: office.bureau.now })
})

describe('a bureau restored from a backup', () => {
  test('gets the acknowledged commands again that it lost, once', async () => {
    const client = await office.phone()
    await client.issue(note('n1', 'kept'))
    await client.syncNow()
    const backup = office.bureau.ledger.get('d1')?.slice() ?? []
    await client.issue(note('n2', 'lost'))
    await client.syncNow()

    office.bureau.epoch = 'e2'
    office.bureau.ledger.set('d1', backup)
    office.bureau.put('note', { id: 'n2', ver: 9, text: '' }, [])
    await client.syncNow()

    expect(office.bureau.ledger.get('d1')).toHaveLength(2)
    expect(textsOf(client)).toEqual(['kept', 'lost'])
    expect(client.status().waiting).toBe(0)
  })
})

describe('entries', () => {
  test('are kept until the backup of the bureau holds them', async () => {
    const client = await office.phone()
    await client.issue(note('n1', 'a'))
    await client.issue(note('n2', 'b'))
    await client.syncNow()
    expect(client.outbox()).toHaveLength(2)

    office.bureau.durableThrough = 1
    await client.syncNow()

    expect(client.outbox().map((entry) => entry.seq)).toEqual([2])
  })
})

describe('two tabs', () => {
  test('see the commands of each other and never send one twice', async () => {
    const [left, right] = [await office.phone(), await office.phone()]

    await Promise.all([
      left.issue(note('n1', 'left')),
      right.issue(note('n2', 'right')),
      left.issue(note('n3', 'left again')),
    ])
    await left.syncNow()
    await right.syncNow()

    expect(left.outbox().map((entry) => entry.seq)).toEqual([1, 2, 3])
    expect(right.outbox().map((entry) => entry.state)).toEqual(['acked', 'acked', 'acked'])
    expect(textsOf(right)).toEqual(textsOf(left))
    expect([...office.bureau.effects.values()]).toEqual([1, 1, 1])
  })
})

describe('a tab that was frozen', () => {
  test('reads what another tab did before it syncs, and sends nothing again', async () => {
    const [left, right] = [await office.phone(), await office.phone()]
    // The contact of an opening would still hold the lease.
    await right.syncNow()
    await left.syncNow()
    office.deaf = true
    office.online = false
    await left.issue(note('n1', 'left'))
    await right.issue(note('n2', 'right'))
    office.online = true
    await left.syncNow()
    office.requests.length = 0

    await right.syncNow()

    expect(office.requests.filter(({ body }) => body.includes('commands'))).toEqual([])
    expect(right.outbox().map((entry) => entry.state)).toEqual(['acked', 'acked'])
    expect(textsOf(right)).toEqual(['left', 'right'])
  })
})

describe('nothing to do', () => {
  test('costs one request of at most 600 bytes in all', async () => {
    const scopes = ['bureau', 'town:441900115', 'town:none', `officer:${'o'.repeat(36)}`]
    office.device = 'd'.repeat(36)
    office.bureau.epoch = 'e'.repeat(16)
    office.bureau.scopes = scopes
    office.bureau.put('note', { id: 'n', ver: 1 }, [...scopes, `device:${office.device}`])
    const client = await office.phone()
    await client.syncNow()
    office.requests.length = 0

    await client.syncNow()

    expect(office.requests).toHaveLength(1)
    const [request] = office.requests
    expect((request?.bytes ?? 0) + (request?.answer ?? 0)).toBeLessThanOrEqual(600)
  })
})
