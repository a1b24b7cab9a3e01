import 'fake-indexeddb/auto'
import { describe, expect, test } from 'vitest'
import { deviceKey, type DeviceKey } from '@/core/device-key'
import { fromBase45, toBase45 } from './base45'
import { makeConfirmation, makeReceipt, type ReceiptWish } from './making'
import { confirmedBy, verify, type KeyList, type KnownKey, type Verdict } from './verifying'

const HASH = 'ab'.repeat(32)
const NOW = new Date('2026-11-23T02:00:00Z')
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const WISH: ReceiptWish = {
  ...{ number: '东环建〔2026〕1234号', code: '91441900MA4W12345X', act: 'decision' },
  ...{ outcome: 'registration_form', decidedOn: '2026-11-23', branchId: 'changan' },
  ...{ issuedAt: NOW, validUntil: null },
}

function knowing(key: DeviceKey): KeyList {
  const known: KnownKey = { jwk: key.publicJwk, valid_to: null, revoked_at: null }
  return { keys: new Map([[key.kid, known]]), withdrawn: new Map() }
}

describe('a receipt made on this phone', () => {
  test('is genuine for whoever knows its key, and says what was decided', async () => {
    const key = await deviceKey('phone-1')
    const text = await makeReceipt(WISH, HASH, key)

    const found = await verify(text, knowing(key), NOW.getTime())

    expect(found.verdict).toBe('genuine')
    expect(found.receipt).toEqual({
      ...{ number: WISH.number, code: WISH.code, act: 'decision', outcome: 'registration_form' },
      ...{ decidedOn: '2026-11-23', branchId: 'changan', hashPrefix: 'ab'.repeat(16) },
      ...{ issuedAt: NOW.getTime() / 1000 },
      expiresAt: Date.parse('2029-11-23T02:00:00Z') / 1000,
    })
  })

  test('fits the letters of an alphanumeric QR code of version 12', async () => {
    const text = await makeReceipt(WISH, HASH, await deviceKey('phone-1'))

    expect(Array.from(text).filter((letter) => !LETTERS.includes(letter))).toEqual([])
    expect(text.length).toBeLessThanOrEqual(419)
  })

  test("ends with the last day of an act that ends, in the city's time", async () => {
    const key = await deviceKey('phone-1')
    const text = await makeReceipt({ ...WISH, validUntil: '2026-12-31' }, HASH, key)
    const at = async (instant: string) => {
      const found = await verify(text, knowing(key), Date.parse(instant))
      return found.verdict
    }

    expect(await at('2026-12-31T15:59:59Z')).toBe('genuine')
    expect(await at('2026-12-31T16:00:00Z')).toBe('expired')
  })

  test('is of an unknown key for whoever has an older list', async () => {
    const text = await makeReceipt(WISH, HASH, await deviceKey('phone-1'))

    const found = await verify(text, knowing(await deviceKey('phone-2')), NOW.getTime())

    expect(found).toEqual({
      ...{ verdict: 'unknown_key', receipt: null, withdrawnOn: null, revokedAt: null },
    })
  })
})

test('an answer made on this phone counts for it', async () => {
  const key = await deviceKey('phone-1')
  const act = { registrationId: 'r1', essenceHash: HASH }
  const { keys } = knowing(key)

  const answer = await makeConfirmation(act, NOW, key)

  expect(await confirmedBy(answer, act, keys)).toBe(keys.get(key.kid))
})

/** A small generator with a seed (mulberry32), so that every run tries the same. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

type Mutation = (text: string, other: string, pick: (below: number) => number) => string

const letter = (pick: (below: number) => number) => LETTERS.charAt(pick(LETTERS.length))
const mutations: readonly Mutation[] = [
  (text, _, pick) => cutIn(text, pick(text.length), 1, letter(pick)),
  (text, _, pick) => cutIn(text, pick(text.length), 1, ''),
  (text, _, pick) => cutIn(text, pick(text.length), 0, letter(pick)),
  (text, _, pick) => text.slice(0, pick(text.length)),
  (text, other, pick) => {
    const at = pick(text.length)
    return text.slice(0, at) + other.slice(at)
  },
  (text, _, pick) => {
    const bytes = fromBase45(text.slice(4)) ?? new Uint8Array(1)
    const at = pick(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8))
    return text.slice(0, 4) + toBase45(bytes)
  },
]

function cutIn(text: string, at: number, length: number, into: string): string {
  return text.slice(0, at) + into + text.slice(at + length)
}

test('of 10,000 mutated receipts none is accepted', { timeout: 60_000 }, async () => {
  const key = await deviceKey('phone-1')
  const text = await makeReceipt(WISH, HASH, key)
  const other = await makeReceipt({ ...WISH, number: '东环建〔2026〕1235号' }, HASH, key)
  const pick = seeded(9285)
  const counts = new Map<Verdict, number>()
  let tried = 0

  while (tried < 10_000) {
    const mutate = mutations[pick(mutations.length)]
    const mutated = mutate?.(text, other, pick) ?? text
    if ([text, other].includes(mutated.trim())) continue
    tried += 1
    const { verdict } = await verify(mutated, knowing(key), NOW.getTime())
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  }

  expect([...counts.keys()].sort()).toEqual(['altered', 'unknown_key', 'unreadable'])
  expect(Math.min(...counts.values())).toBeGreaterThan(50)
})
