/** Making what this phone signs: receipts, and answers to a lead. */
import type { DeviceKey } from '@/core/device-key'
import { toBase45 } from './base45'
import { writeCbor } from './cbor'
import { makeSign1 } from './cose'
import { ANSWER, CLAIM, ISSUER, QUESTION, RECEIPT, type Question } from './reading'

/** What a receipt says of an act; no name of a person. */
export interface ReceiptWish {
  readonly number: string
  readonly code: string
  readonly act: string
  readonly outcome: string
  /** `YYYY-MM-DD`, in the city's time. */
  readonly decidedOn: string
  readonly branchId: string
  readonly issuedAt: Date
  /** The last day (`YYYY-MM-DD`) of an act that ends; null: three years from the decision. */
  readonly validUntil: string | null
}

const YEARS = 3
const PREFIX_BYTES = 16

/** The text of a receipt's QR code for the command of this SHA-256 (hex). */
export async function makeReceipt(
  wish: ReceiptWish,
  commandHash: string,
  key: DeviceKey,
): Promise<string> {
  const claims = new Map<number, unknown>([
    [CLAIM.issuer, ISSUER],
    [CLAIM.expires, expiryOf(wish)],
    [CLAIM.issued, secondsOf(wish.issuedAt)],
    [CLAIM.number, wish.number],
    [CLAIM.code, wish.code],
    [CLAIM.act, wish.act],
    [CLAIM.outcome, wish.outcome],
    [CLAIM.decidedOn, wish.decidedOn],
    [CLAIM.hash, bytesOfHex(commandHash).subarray(0, PREFIX_BYTES)],
    [CLAIM.branch, wish.branchId],
  ])
  return signedText(RECEIPT, claims, key)
}

/** The text by which the co-officer shows that he stands for the act. */
export async function makeConfirmation(
  act: { readonly registrationId: string; readonly essenceHash: string },
  at: Date,
  key: DeviceKey,
): Promise<string> {
  const claims = new Map<number, unknown>([
    [1, act.registrationId],
    [2, bytesOfHex(act.essenceHash)],
    [6, secondsOf(at)],
  ])
  return signedText(ANSWER, claims, key)
}

/** The text by which the lead asks the co-officer; the second phone reads it from the screen. */
export function makeQuestion(question: Question): string {
  const claims = new Map<number, unknown>([
    [1, question.registrationId],
    [2, bytesOfHex(question.essenceHash)],
    [3, question.enterpriseName],
    [4, question.code],
    [5, question.outcome],
    [6, question.act],
    [7, question.decidedOn],
    [8, question.leadId],
    [9, question.projectName],
  ])
  return QUESTION + toBase45(writeCbor(claims))
}

async function signedText(
  kind: string,
  claims: ReadonlyMap<number, unknown>,
  key: DeviceKey,
): Promise<string> {
  const kid = bytesOfHex(key.kid)
  return kind + toBase45(await makeSign1(writeCbor(claims), kid, (bytes) => key.sign(bytes)))
}

/** The second after the last day, in the city's time. */
function expiryOf({ validUntil, issuedAt }: ReceiptWish): number {
  if (validUntil !== null) return secondsOf(new Date(`${validUntil}T00:00:00+08:00`)) + 24 * 3600
  const end = new Date(issuedAt)
  end.setUTCFullYear(end.getUTCFullYear() + YEARS)
  return secondsOf(end)
}

function secondsOf(at: Date): number {
  return Math.floor(at.getTime() / 1000)
}

function bytesOfHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
