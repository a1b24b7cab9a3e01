import 'fake-indexeddb/auto'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createApp, effectScope, shallowRef, type EffectScope } from 'vue'
import { TrustedTime, timeOf } from '@/core/trusted-time'
import { useSession, type Person } from '@/features/accounts/public'
import { clientKey } from '@/features/replica/public'
import { signedText } from '@/sync/authority'
import type { Client } from '@/sync/client'
import { Office } from '@/sync/testing/office'
import { newestLease, termOf, useMayDecide, type MayDecide } from './may-decide'

const HOUR = 3_600_000
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' }
const BLOCK = {
  ...{ id: 'n1', ver: 1, series_id: 's', kind: 'decision', branch_id: 'b1', year: 2026 },
  ...{ pattern: '东环建〔{year}〕{n}号', expires_on: '2026-12-31', state: 'open' },
  ...{ first: 1, last: 20, next: 1 },
}
const WANTED = { act: 'decision', kind: 'decision', on: '2026-11-26' }

/** Time only grows, also from test to test, as it does on a phone. */
let start = Date.parse('2026-11-26T02:00:00Z')
let office: Office
let phone: Client
let scope: EffectScope
let bureau: CryptoKeyPair
let publicKey: JsonWebKey

beforeEach(async () => {
  start += 400 * HOUR
  vi.useFakeTimers({ toFake: ['Date'], now: start })
  setActivePinia(createPinia())
  bureau = await crypto.subtle.generateKey(CURVE, true, ['sign', 'verify'])
  publicKey = await crypto.subtle.exportKey('jwk', bureau.publicKey)
  office = new Office()
  office.bureau.put('number_lease', BLOCK, ['device:d1'])
  scope = effectScope()
})

afterEach(() => {
  scope.stop()
  office.closePhones()
  vi.useRealTimers()
})

function lease(changes: object = {}) {
  return {
    ...{ id: `l${start}`, device: 'd1', person: 'p1', branch: 'b1', acts: ['decision'] },
    ...{ numbers: [{ block: 'n1', first: 1, last: 20 }], epoch: 'e', policy: 1 },
    ...{ issued_at: start, not_before: start - HOUR / 2, expires_at: start + 72 * HOUR },
    ...{ dark_at: start + 168 * HOUR, ...changes },
  }
}

/** The phone once it has met a bureau that gave it this lease. */
async function met(told: object | null = lease(), spoil = (body: string) => body) {
  if (told !== null) {
    const body = JSON.stringify(told)
    const bytes = new TextEncoder().encode(signedText(body))
    const how = { name: 'ECDSA', hash: 'SHA-256' }
    const raw = new Uint8Array(await crypto.subtle.sign(how, bureau.privateKey, bytes))
    const signature = btoa(String.fromCharCode(...raw))
    const row = { id: 'l', ver: 1, device_id: 'd1', body: spoil(body), signature }
    office.bureau.put('authority_lease', row, ['device:d1'])
  }
  phone = await office.phone()
  await phone.syncNow()
  office.online = false
  const session = useSession()
  session.stay = {
    person: { id: 'p1', name: '陈志远', branch_id: 'b1', role: 'officer' } as Person,
    ...{ device: 'd1', receiptKey: publicKey, rescueKey: null },
  } as unknown as typeof session.stay
  const app = createApp({})
  app.provide(clientKey, shallowRef(phone))
  return scope.run(() => app.runWithContext(useMayDecide)) as MayDecide
}

describe('this phone decides at doors', () => {
  test('by a lease of the bureau that covers phone, officer, branch, act, number and moment', async () => {
    expect(await (await met()).hindrance(WANTED)).toBeNull()
  })

  test('one second before the end of the lease, and not one second after it', async () => {
    const may = await met()
    vi.setSystemTime(start + 72 * HOUR - 1000)
    expect(await may.hindrance(WANTED)).toBeNull()
    vi.setSystemTime(start + 72 * HOUR + 1000)

    expect(await may.hindrance(WANTED)).toBe('late')
  })

  test('not after the end of the lease with the clock turned back, nor after a restart', async () => {
    const may = await met()
    vi.setSystemTime(start + 73 * HOUR)
    await timeOf('d1').follow(termOf(lease()))
    await timeOf('d1').now()
    vi.setSystemTime(start + HOUR)

    expect(await may.hindrance(WANTED)).toBe('late')
    expect(await new TrustedTime('d1').now()).toBeGreaterThanOrEqual(start + 73 * HOUR)
  })

  test('not without a lease', async () => {
    expect(await (await met(null)).hindrance(WANTED)).toBe('none')
  })

  test('not by a lease that somebody has stretched', async () => {
    const stretched = (body: string) =>
      body.replace(`${start + 72 * HOUR}`, `${start + 999 * HOUR}`)

    expect(await (await met(lease(), stretched)).hindrance(WANTED)).toBe('none')
  })

  test.each([
    ['device', { device: 'd2' }],
    ['person', { person: 'p2' }],
    ['branch', { branch: 'b2' }],
    ['act', { acts: [] }],
    ['number', { numbers: [{ block: 'n9', first: 1, last: 20 }] }],
    ['policy', { policy: 2 }],
  ])('not by one whose %s is another', async (why, changes) => {
    expect(await (await met(lease(changes))).hindrance(WANTED)).toBe(why)
  })

  test('leaves it to the numbers to say that none is left', async () => {
    const may = await met()

    expect(await may.hindrance({ ...WANTED, on: '2027-01-01' })).toBeNull()
  })
})

test('of several leases the newest genuine one counts, and what is none is passed over', async () => {
  await met()
  const rows = [{ id: 'x', ver: 1, device_id: 'd1', body: '{}', signature: '' }]

  expect(await newestLease(rows, [publicKey])).toBeNull()
  expect(await newestLease(rows, [])).toBeNull()
})
