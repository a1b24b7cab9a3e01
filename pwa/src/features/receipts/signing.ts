/** The receipt of an act, signed while its command is made (`IssueWish.signed`). */
import { deviceKey } from '@/core/device-key'
import { fieldsOf, textIn } from '@/core/shape'
import type { Client } from '@/sync/client'
import type { Finished } from '@/sync/issuing'
import { makeReceipt, type ReceiptWish } from './making'

/** What the command itself does not say. */
export interface Place {
  /** The enterprise's credit code; empty when it has none. */
  readonly code: string
  readonly branchId: string
}

const CITY_OFFSET_MS = 8 * 3600 * 1000

/**
 * Give what signs a `registration.decide` at the end of the chain, with this phone's key: the number
 * and everything else is read from the very text whose hash stands in the receipt.
 */
export async function receiptSigner(
  { device }: Pick<Client, 'device'>,
  place: Place,
): Promise<(command: Finished) => Promise<string>> {
  const key = await deviceKey(device)
  return (command) => makeReceipt(wishOf(command, place), command.hash, key)
}

function wishOf({ body, created_at }: Finished, { code, branchId }: Place): ReceiptWish {
  const args = fieldsOf(fieldsOf(JSON.parse(body) as unknown).get('args'))
  const decided = textIn(args, 'decided_at')
  const issuedAt = decided === null ? new Date(created_at) : new Date(decided)
  return {
    ...{ code, branchId, issuedAt, decidedOn: cityDay(issuedAt) },
    number: textIn(fieldsOf(args.get('number')), 'text') ?? '',
    act: textIn(args, 'act') ?? '',
    outcome: textIn(args, 'outcome') ?? '',
    validUntil: textIn(args, 'valid_until'),
  }
}

/** `YYYY-MM-DD` of an instant in the city, wherever the phone thinks it is. */
function cityDay(at: Date): string {
  return new Date(at.getTime() + CITY_OFFSET_MS).toISOString().slice(0, 10)
}
