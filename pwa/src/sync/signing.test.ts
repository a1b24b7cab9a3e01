import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deviceKey, nextKey } from '@/core/device-key'
import { StorageError } from '@/core/db'
import { keptKey, signedIfPossible } from '@/sync/signing'
import { note, Office } from '@/sync/testing/office'
import { syncedPhone } from '@/sync/testing/phones'
import type { Client } from '@/sync/client'

let office: Office

beforeEach(() => {
  office = new Office()
  office.keyOf = keptKey
})

afterEach(() => {
  office.closePhones()
})

async function publicKeyOf(client: Client): Promise<JsonWebKey> {
  return { ...(await deviceKey(client.device)).publicJwk }
}

/** Have the bureau take nothing from this phone that its key did not sign. */
async function holdToKey(client: Client): Promise<void> {
  office.bureau.keys.set(client.device, await publicKeyOf(client))
}

function ledgerOf(client: Client): number {
  return office.bureau.ledger.get(client.device)?.length ?? 0
}

test('what is sent bears the signature of this phone over its exact text and place', async () => {
  const client = await syncedPhone(office, 'one')
  await holdToKey(client)

  await client.issue(note('n2', 'two'))
  await client.issue(note('n3', 'three'))
  await client.syncNow()

  expect([ledgerOf(client), client.status().waiting]).toEqual([3, 0])
})

test('an entry of before the phone could sign is signed when it goes up', async () => {
  const first = await syncedPhone(office, 'one')
  await holdToKey(first)
  first.close()
  office.online = false
  office.keyOf = () => Promise.reject(new StorageError('unavailable', null))
  const client = await office.phone()
  await client.issue(note('n2', 'two'))
  expect(client.outbox().at(-1)?.sig).toBeUndefined()
  client.close()

  office.online = true
  office.keyOf = keptKey
  const again = await office.phone()
  await again.syncNow()

  expect([ledgerOf(again), again.status().waiting]).toEqual([2, 0])
})

test('after a new key what waits goes up signed by that one', async () => {
  const client = await syncedPhone(office, 'one')
  office.online = false
  await client.issue(note('n2', 'two'))
  const next = await nextKey(client.device)
  await next.take()
  await holdToKey(client)

  office.online = true
  await client.syncNow()

  expect([ledgerOf(client), client.status().waiting]).toEqual([2, 0])
})

test('what the bureau finds badly signed is signed once more for the next contact', async () => {
  const client = await syncedPhone(office, 'one')
  office.bureau.keys.set(client.device, { ...(await deviceKey('another phone')).publicJwk })
  await client.issue(note('n2', 'two'))
  await client.syncNow()
  expect(client.status().lastError?.code).toBe('403.200')
  expect(client.outbox().at(-1)?.sig).toBeNull()
  await holdToKey(client)

  await client.syncNow()

  expect([ledgerOf(client), client.status().waiting]).toEqual([2, 0])
})

test('a command is saved also when no key can be had, and waits for it', async () => {
  const client = await syncedPhone(office, 'one')
  const [entry] = client.outbox()
  if (!entry) throw new Error('nothing was made')
  const none = () => Promise.reject(new StorageError('unavailable', null))

  expect(await signedIfPossible(entry, client.device, none)).toBe(entry)
})
