/** What the texts of QR codes say: receipts `DS1:`, questions `DA1:`, answers `DC1:`. */
import { hexOf } from '@/core/device-key'
import { fromBase45 } from './base45'
import { readCbor } from './cbor'
import { isBytes, readSign1, type Signed } from './cose'

export const RECEIPT = 'DS1:'
export const QUESTION = 'DA1:'
export const ANSWER = 'DC1:'
export const ISSUER = 'doorstep'
/** The claims of a receipt, by the numbers under which they stand. */
export const CLAIM = {
  ...{ issuer: 1, expires: 4, issued: 6 },
  ...{ number: -70001, code: -70002, act: -70003, outcome: -70004, decidedOn: -70005 },
  ...{ hash: -70006, branch: -70007 },
} as const

/** What a receipt says; who made it, `Signed` says. Instants in seconds since 1970. */
export interface Receipt {
  readonly number: string
  readonly code: string
  readonly act: string
  readonly outcome: string
  readonly decidedOn: string
  readonly branchId: string
  readonly hashPrefix: string
  readonly issuedAt: number
  readonly expiresAt: number
}

/** What the lead asks the co-officer to stand for. */
export interface Question {
  readonly registrationId: string
  readonly essenceHash: string
  readonly enterpriseName: string
  readonly code: string
  readonly outcome: string
  readonly act: string
  readonly decidedOn: string
  readonly leadId: string
  readonly projectName: string
}

/** What the co-officer answers: that he stands for it. */
export interface Confirmation {
  readonly registrationId: string
  readonly essenceHash: string
  readonly at: number
}

/** altered: a signed message, yet not signed as ours are. */
export type Read<T> = { ok: true; signed: Signed; said: T } | { ok: false; why: 'none' | 'altered' }

const MAX_TEXT = 1500
const PREFIX_BYTES = 16
const HASH_BYTES = 32
const LAST_SECOND = 253_402_300_799 // of the year 9999
// What mail and chat put into a long text; no base45 begins or ends with a blank.
const LINE_BREAKS = /[\r\n\t]/g
const OUTER_BLANKS = /^ +| +$/g

export function readReceipt(text: string): Read<Receipt> {
  return readSigned(text, RECEIPT, receiptOf)
}

export function readConfirmation(text: string): Read<Confirmation> {
  return readSigned(text, ANSWER, confirmationOf)
}

/** The question of a lead; null when the text is none. It is not signed: it only asks. */
export function readQuestion(text: string): Question | null {
  const bytes = bytesBehind(text, QUESTION)
  const claims = bytes === null ? null : claimsOf(bytes)
  if (claims?.size !== 9) return null
  const said = {
    registrationId: textIn(claims, 1),
    essenceHash: hexIn(claims, 2, HASH_BYTES),
    enterpriseName: textIn(claims, 3),
    code: textIn(claims, 4),
    outcome: textIn(claims, 5),
    act: textIn(claims, 6),
    decidedOn: dayIn(claims, 7),
    leadId: textIn(claims, 8),
    projectName: textIn(claims, 9),
  }
  return isWhole(said) ? said : null
}

function readSigned<T>(
  text: string,
  kind: string,
  parse: (claims: ReadonlyMap<number, unknown>) => T | null,
): Read<T> {
  const bytes = bytesBehind(text, kind)
  if (bytes === null) return { ok: false, why: 'none' }
  const message = readSign1(bytes)
  if (!message.ok) return { ok: false, why: message.why === 'other' ? 'altered' : 'none' }
  const claims = claimsOf(message.signed.payload)
  const said = claims === null ? null : parse(claims)
  return said === null ? { ok: false, why: 'none' } : { ok: true, signed: message.signed, said }
}

function bytesBehind(text: string, kind: string): Uint8Array | null {
  const tidy = text
    .slice(0, 2 * MAX_TEXT)
    .replace(LINE_BREAKS, '')
    .replace(OUTER_BLANKS, '')
  if (!tidy.startsWith(kind) || tidy.length > MAX_TEXT) return null
  return fromBase45(tidy.slice(kind.length))
}

function claimsOf(bytes: Uint8Array): ReadonlyMap<number, unknown> | null {
  const found = readCbor(bytes)
  if (!(found instanceof Map)) return null
  const claims = new Map<number, unknown>()
  for (const [name, value] of found as Map<unknown, unknown>) {
    if (typeof name !== 'number') return null
    claims.set(name, value)
  }
  return claims
}

function receiptOf(claims: ReadonlyMap<number, unknown>): Receipt | null {
  if (claims.size !== Object.keys(CLAIM).length || claims.get(CLAIM.issuer) !== ISSUER) return null
  const said = {
    number: textIn(claims, CLAIM.number),
    code: textIn(claims, CLAIM.code),
    act: textIn(claims, CLAIM.act),
    outcome: textIn(claims, CLAIM.outcome),
    decidedOn: dayIn(claims, CLAIM.decidedOn),
    branchId: textIn(claims, CLAIM.branch),
    hashPrefix: hexIn(claims, CLAIM.hash, PREFIX_BYTES),
    issuedAt: instantIn(claims, CLAIM.issued),
    expiresAt: instantIn(claims, CLAIM.expires),
  }
  return isWhole(said) ? said : null
}

function confirmationOf(claims: ReadonlyMap<number, unknown>): Confirmation | null {
  const said = {
    registrationId: textIn(claims, 1),
    essenceHash: hexIn(claims, 2, HASH_BYTES),
    at: instantIn(claims, 6),
  }
  return claims.size === 3 && isWhole(said) ? said : null
}

type Whole<T> = { [K in keyof T]: Exclude<T[K], null> }

function isWhole<T extends object>(said: T): said is Whole<T> & T {
  return Object.values(said).every((value) => value !== null)
}

function textIn(claims: ReadonlyMap<number, unknown>, name: number): string | null {
  const value = claims.get(name)
  return typeof value === 'string' ? value : null
}

function hexIn(claims: ReadonlyMap<number, unknown>, name: number, length: number): string | null {
  const value = claims.get(name)
  return isBytes(value) && value.length === length ? hexOf(value) : null
}

function instantIn(claims: ReadonlyMap<number, unknown>, name: number): number | null {
  const value = claims.get(name)
  const isSecond = typeof value === 'number' && value >= 0 && value <= LAST_SECOND
  return isSecond ? value : null
}

function dayIn(claims: ReadonlyMap<number, unknown>, name: number): string | null {
  const day = textIn(claims, name)
  if (day === null || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return null
  const read = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day) ? day : null
}
