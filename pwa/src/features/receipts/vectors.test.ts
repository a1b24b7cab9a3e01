import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hexOf, type PublicJwk } from '@/core/device-key'
import { fromBase45, toBase45 } from './base45'
import { readCbor, Tag, writeCbor } from './cbor'
import { isSignedBy, protectedHeaderFor, readSign1, signedBytes } from './cose'
import { makeQuestion } from './making'
import { readConfirmation, readQuestion, type Receipt } from './reading'
import { confirmedBy, verify, type KeyList, type KnownKey, type Verdict } from './verifying'

/** Worked out by the bureau's side (tests/server/receipts/vectors.py). */
function vectors(name: string): unknown {
  const file = `../sync/vectors/receipts/${name}.json`
  return JSON.parse(readFileSync(file, 'utf8'))
}

type Claims = readonly (readonly [number, unknown])[]
type StoredKey = KnownKey & { readonly kid: string }

interface ReceiptVectors {
  readonly now: string
  readonly keys: readonly StoredKey[]
  readonly withdrawn: readonly { hash_prefix: string; withdrawn_on: string }[]
  readonly cases: readonly {
    readonly name: string
    readonly text: string
    readonly verdict: Verdict
    readonly says?: Readonly<Record<string, string>>
  }[]
}

interface CoseVectors {
  readonly rfc9052_c_2_1: Readonly<
    Record<'message' | 'protected' | 'payload' | 'to_be_signed', string>
  > & { readonly jwk: PublicJwk }
  readonly payloads: readonly { claims: Claims; cbor: string }[]
  readonly protected: { kid: string; cbor: string }
}

type Good = Record<'name' | 'text' | 'kid' | 'registration_id' | 'essence_hash' | 'at', string>

interface ConfirmationVectors {
  readonly requests: readonly { text: string; says: Claims }[]
  readonly keys: readonly StoredKey[]
  readonly good: readonly Good[]
  readonly bad: readonly { name: string; text: string }[]
}

interface Base45Vectors {
  readonly good: readonly { text: string; hex: string }[]
  readonly bad: readonly string[]
}

const base45 = vectors('base45') as Base45Vectors
const cose = vectors('cose') as CoseVectors
const receipts = vectors('receipts') as ReceiptVectors
const confirmations = vectors('confirmations') as ConfirmationVectors

const known: KeyList = {
  keys: new Map(receipts.keys.map((key) => [key.kid, key])),
  withdrawn: new Map(receipts.withdrawn.map((row) => [row.hash_prefix, row.withdrawn_on])),
}
const now = Date.parse(receipts.now)

function bytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}

function mapOf(claims: Claims): Map<number, unknown> {
  return new Map(claims.map(([name, value]) => [name, plain(value)]))
}

function plain(value: unknown): unknown {
  const isHex = typeof value === 'object' && value !== null && 'hex' in value
  return isHex ? bytes(String(value.hex)) : value
}

describe('base45 (RFC 9285)', () => {
  test.each(base45.good)('writes and reads $text', ({ text, hex }) => {
    expect(toBase45(bytes(hex))).toBe(text)
    expect(hexOf(fromBase45(text) ?? new Uint8Array(9))).toBe(hex)
  })

  test.each(base45.bad)('reads nothing in %s', (text) => {
    expect(fromBase45(text)).toBeNull()
  })
})

describe('COSE_Sign1 (RFC 9052)', () => {
  const example = cose.rfc9052_c_2_1

  test('verifies the example of C.2.1 by what we say is signed', async () => {
    const message = readCbor(bytes(example.message))
    const parts = message instanceof Tag ? (message.contents as Uint8Array<ArrayBuffer>[]) : []
    const protectedHeader = bytes(example.protected)
    const payload = bytes(example.payload)
    const signature = Uint8Array.from(parts[3] ?? [])
    const signed = { kid: bytes(''), protectedHeader, payload, signature }

    expect(hexOf(signedBytes(protectedHeader, payload))).toBe(example.to_be_signed)
    expect(await isSignedBy(signed, example.jwk)).toBe(true)
    expect(await isSignedBy({ ...signed, payload: bytes('00') }, example.jwk)).toBe(false)
  })

  test("does not take the RFC's own form for ours, as its key stands loose", () => {
    expect(readSign1(bytes(example.message))).toEqual({ ok: false, why: 'other' })
  })

  test.each(cose.payloads)('writes the same bytes as the bureau', ({ claims, cbor }) => {
    expect(hexOf(writeCbor(mapOf([...claims].reverse())))).toBe(cbor)
  })

  test('writes the same header as the bureau', () => {
    expect(hexOf(protectedHeaderFor(bytes(cose.protected.kid)))).toBe(cose.protected.cbor)
  })
})

describe('a receipt gets the verdict that the bureau gives it', () => {
  test.each(receipts.cases)('$name: $verdict', async ({ text, verdict, says }) => {
    const found = await verify(text, known, now)

    expect(found.verdict).toBe(verdict)
    const isTold = !['altered', 'unknown_key', 'unreadable'].includes(verdict)
    expect(found.receipt !== null).toBe(isTold)
    if (says && found.receipt) expect(asStored(found.receipt)).toEqual(says)
  })
})

function asStored(said: Receipt): Record<string, string> {
  const instant = (at: number) => new Date(at * 1000).toISOString().replace('.000', '')
  return {
    ...{ number: said.number, code: said.code, act: said.act, outcome: said.outcome },
    ...{ decided_on: said.decidedOn, branch_id: said.branchId, hash_prefix: said.hashPrefix },
    ...{ issued_at: instant(said.issuedAt), expires_at: instant(said.expiresAt) },
  }
}

describe('two officers', () => {
  const keys = new Map(confirmations.keys.map((key) => [key.kid, { ...key, revoked_at: null }]))
  const [good] = confirmations.good
  if (good === undefined) throw new Error('no confirmation to test with')
  const act = { registrationId: good.registration_id, essenceHash: good.essence_hash }

  test('a question is read and written as the bureau does', () => {
    for (const { text, says } of confirmations.requests) {
      const question = readQuestion(text)
      expect(question?.projectName).toBe(says.find(([name]) => name === 9)?.[1])
      expect(question && makeQuestion(question)).toBe(text)
    }
  })

  test('an answer says what is stood for, and whose phone says it', async () => {
    const read = readConfirmation(good.text)

    expect(read.ok && read.said).toEqual({ ...act, at: Date.parse(good.at) / 1000 })
    expect(await confirmedBy(good.text, act, keys)).toBe(keys.get(good.kid))
  })

  test('an answer for another act, other contents or of a revoked phone counts nothing', async () => {
    const revoked = new Map([...keys].map(([kid, key]) => [kid, { ...key, revoked_at: good.at }]))

    expect(await confirmedBy(good.text, { ...act, registrationId: 'x' }, keys)).toBeNull()
    expect(await confirmedBy(good.text, { ...act, essenceHash: '00' }, keys)).toBeNull()
    expect(await confirmedBy(good.text, act, revoked)).toBeNull()
  })

  test.each(confirmations.bad)('an answer $name counts nothing', async ({ text }) => {
    expect(await confirmedBy(text, act, keys)).toBeNull()
  })
})
