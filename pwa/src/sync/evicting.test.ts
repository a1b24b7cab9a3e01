import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '@/sync/client'
import { evict } from '@/sync/testing/database'
import { bodiesAsked, issueAll, syncedPhone } from '@/sync/testing/phones'
import { Office, textsOf } from '@/sync/testing/office'

let office: Office

beforeEach(() => {
  office = new Office()
})

afterEach(() => {
  office.closePhones()
})

describe('a phone whose store was deleted by the browser', () => {
  async function evictedPhone(): Promise<Client> {
    const before = await syncedPhone(office, 'a', 'b')
    office.bureau.heads.set('d1', 5)
    before.close()
    await evict(office.person)
    office.online = false
    return office.phone()
  }

  test('says so before any contact, by the marker beside the store', async () => {
    const client = await evictedPhone()

    expect(client.status().cleared).toMatchObject({ part: 'records', head: 2, lost: null })
  })

  test('and once more before the bureau heard of it, still names the first device', async () => {
    const client = await evictedPhone()
    office.online = true
    office.faults = ['ok', 'drop request']
    await client.syncNow()
    expect(office.bureau.closed.size).toBe(0)
    client.close()
    await evict(office.person)

    const again = await office.phone()
    await again.syncNow()

    expect(office.bureau.closed.get('d1')).toEqual({ from: 3, to: 5 })
    expect(again.status().cleared).toMatchObject({ lost: { from: 3, to: 5 } })
  })

  test('once the bureau has heard of the loss, is marked under its new name at once', async () => {
    const client = await evictedPhone()
    office.online = true

    await client.syncNow()

    const [marker = ''] = office.markers.values()
    expect(JSON.parse(marker)).toEqual({ device: client.device, head: 0 })
  })

  test('goes on as a new device, and says which commands never arrived', async () => {
    const client = await evictedPhone()
    office.online = true
    await client.syncNow()

    expect(client.device).not.toBe('d1')
    expect(client.status().cleared).toMatchObject({ lost: { from: 3, to: 5 } })
    expect(office.bureau.closed.get('d1')).toEqual({ from: 3, to: 5 })
    expect(textsOf(client)).toEqual(['a', 'b'])
  })

  test('never lets new commands go up under the old chain', async () => {
    const client = await evictedPhone()
    await issueAll(client, 'c', 'd')
    office.online = true

    await client.syncNow()

    expect(client.status()).toMatchObject({ waiting: 0, phase: 'idle' })
    expect(office.bureau.ledger.get('d1')).toHaveLength(2)
    expect(office.bureau.ledger.get(client.device)).toHaveLength(2)
    expect(textsOf(client)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('finds it out by the bureau when the marker is gone too', async () => {
    const before = await syncedPhone(office, 'a', 'b')
    before.close()
    await evict(office.person)
    office.markers.clear()
    office.online = false
    const client = await office.phone()
    expect(client.status().cleared).toBeNull()
    await issueAll(client, 'c')
    office.online = true

    await client.syncNow()

    expect(client.device).not.toBe('d1')
    // Everything had arrived: nothing is lost, but the old chain is not continued.
    expect(client.status().cleared?.lost).toEqual({ from: 3, to: 2 })
    expect(textsOf(client)).toEqual(['a', 'b', 'c'])
  })

  test('names the old device until the bureau has heard of it, also after a restart', async () => {
    const client = await evictedPhone()
    office.online = true
    office.requests.length = 0
    office.faults = ['ok', 'drop request']
    await client.syncNow()
    const device = client.device
    client.close()
    expect(office.bureau.closed.size).toBe(0)

    const again = await office.phone()
    await again.syncNow()
    await again.syncNow()

    expect(again.device).toBe(device)
    expect(office.bureau.closed.get('d1')).toEqual({ from: 3, to: 5 })
    expect(bodiesAsked(office).filter(({ replaces }) => replaces === 'd1')).toHaveLength(1)
  })

  test('counts as lost what was made and never announced, by the marker', async () => {
    office.online = false
    const before = await office.phone()
    await issueAll(before, 'a', 'b')
    before.close()
    await evict(office.person)

    const client = await office.phone()
    office.online = true
    await client.syncNow()

    expect(client.status().cleared?.lost).toEqual({ from: 1, to: 2 })
    expect(client.device).not.toBe('d1')
  })
})

test('a browser that deleted only the marker is told of, and nothing else changes', async () => {
  const before = await syncedPhone(office, 'a')
  before.close()
  office.markers.clear()

  const client = await office.phone()

  expect(client.device).toBe('d1')
  expect(client.status().cleared).toMatchObject({ part: 'marker' })
  expect(textsOf(client)).toEqual(['a'])
  client.close()
  expect(office.markers.size).toBe(1)
})

test('a new phone is not called cleared, nor one that deleted nothing', async () => {
  const client = await syncedPhone(office, 'a')
  expect(client.status().cleared).toBeNull()
  client.close()

  expect((await office.phone()).status().cleared).toBeNull()
})
