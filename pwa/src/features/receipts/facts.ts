/** What a receipt says, as lines for people. */
import { dayWords } from '@/core/moments'
import { say } from '@/core/texts'
import type { Receipt } from './reading'
import { actWords, outcomeWords } from './words'

export interface Fact {
  readonly name: string
  readonly words: string
}

const CITY_OFFSET_MS = 8 * 3600 * 1000

/** `branch` is the branch's name, empty where it is not known. */
export function factsOf(receipt: Receipt, branch: string): Fact[] {
  return [
    { name: say('receipts.number'), words: receipt.number },
    { name: say('receipts.act'), words: actWords(receipt.act) },
    { name: say('receipts.outcome'), words: outcomeWords(receipt.outcome) },
    { name: say('receipts.code'), words: receipt.code },
    { name: say('receipts.branch'), words: branch },
    { name: say('receipts.decidedOn'), words: dayWords(receipt.decidedOn) },
    { name: say('receipts.validThrough'), words: dayWords(lastDayOf(receipt)) },
  ]
}

/** The city's civil day on which a receipt is still good. */
function lastDayOf({ expiresAt }: Receipt): string {
  return new Date((expiresAt - 1) * 1000 + CITY_OFFSET_MS).toISOString().slice(0, 10)
}
