import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deviceKey } from '@/core/device-key'
import { Office } from '@/sync/testing/office'
import { receiptSigner } from './signing'
import { verify, type KeyList } from './verifying'

let office: Office

beforeEach(() => {
  office = new Office()
  office.online = false
})

afterEach(() => {
  office.closePhones()
})

test('an act decided without a network has its receipt at once, of the very command', async () => {
  const client = await office.phone()
  const signed = await receiptSigner(client, { code: '91441900MA4W12345X', branchId: 'changan' })
  const args = {
    ...{ act: 'decision', outcome: 'registration_form', valid_until: null },
    ...{ number: { lease_id: 'l1', n: 1234, text: '东环建〔2026〕1234号' } },
    // Still the 23rd elsewhere, already the 24th in the city.
    decided_at: '2026-11-23T16:30:00.000Z',
  }

  const issued = await client.issue({
    ...{ name: 'registration.decide', entity: 'r1', args, previews: [], title: '明丰五金' },
    signed,
  })

  const { kid, publicJwk } = await deviceKey(client.device)
  const known: KeyList = {
    keys: new Map([[kid, { jwk: publicJwk, valid_to: null, revoked_at: null }]]),
    withdrawn: new Map(),
  }
  const text = (await client.readReceipt('r1')) ?? ''
  expect(issued).toMatchObject({ ok: true, receipt: text })
  const found = await verify(text, known, Date.parse('2026-11-24T00:00:00Z'))
  expect(found.verdict).toBe('genuine')
  expect(found.receipt).toMatchObject({
    ...{ number: '东环建〔2026〕1234号', code: '91441900MA4W12345X', decidedOn: '2026-11-24' },
    ...{ act: 'decision', outcome: 'registration_form', branchId: 'changan' },
    hashPrefix: client.outbox()[0]?.hash.slice(0, 32),
  })
})
