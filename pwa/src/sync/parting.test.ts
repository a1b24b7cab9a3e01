import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { note, Office, textsOf } from '@/sync/testing/office'
import { bodiesAsked, syncedPhone } from '@/sync/testing/phones'
import type { Client } from '@/sync/client'

let office: Office

beforeEach(() => {
  office = new Office()
})

afterEach(() => {
  office.closePhones()
})

/** A phone whose store somebody copied; the copy was faster with the next command. */
async function copiedPhone(): Promise<{ client: Client; device: string }> {
  const client = await syncedPhone(office, 'one')
  const { device } = client
  office.online = false
  await client.issue(note('n2', 'two'))
  const of = { id: 'of-the-copy', seq: 2, name: 'note.add', entity: 'n9' }
  const body = JSON.stringify({ ...of, args: { text: 'copied' }, blobs: [], prev_hash: 'x' })
  office.bureau.sync({ device, first_seq: 2, commands: [{ body }], scopes: {} })
  office.online = true
  return { client, device }
}

test('a phone whose store was copied parts from the copy within one sync and loses nothing', async () => {
  const { client, device } = await copiedPhone()

  await client.syncNow()

  expect(client.device).not.toBe(device)
  expect([office.bureau.seen.get('fork'), client.status().waiting]).toEqual([1, 0])
  expect(office.bureau.ledger.get(client.device)?.map(({ result }) => result['status'])).toEqual([
    'duplicate',
    'quarantined',
  ])
})

test('the bureau hears from which device it parted, and what it sends waits for a person', async () => {
  const { client, device } = await copiedPhone()
  await client.syncNow()

  expect(bodiesAsked(office).map(({ replaces }) => replaces)).toContain(device)
  await client.issue(note('n3', 'three'))
  await client.syncNow()

  expect(client.refused().map(({ entity }) => entity)).toEqual(['n2', 'n3'])
  expect(textsOf(client)).toContain('copied')
})

test('after parting the phone goes on from its own store as it is opened again', async () => {
  const { client } = await copiedPhone()
  await client.syncNow()
  const { device } = client
  client.close()

  const again = await office.phone()
  await again.syncNow()

  expect([again.device, again.made()]).toEqual([device, 2])
  expect(again.status().cleared).toBeNull()
})
