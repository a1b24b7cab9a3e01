/** Where the chain stands behind a command: its seq, its hash, and the numbers that were given. */
import type { Entry } from '@/sync/entry'
import type { Chain } from '@/sync/store'

/** The chain once the entry is its end. */
export function chainAfter(chain: Chain, { seq, hash, number }: Entry): Chain {
  const behind = { ...chain, nextSeq: seq + 1, head: hash }
  if (number === undefined) return behind
  return { ...behind, numbers: { ...chain.numbers, [number.leaseId]: number.next } }
}

/** Whether the entry may be the next: nothing came between, and its number was given to nothing. */
export function isNext(chain: Chain, { seq, prev_hash, number }: Entry): boolean {
  if (chain.nextSeq !== seq || chain.head !== prev_hash) return false
  return number === undefined || (chain.numbers?.[number.leaseId] ?? 0) <= number.n
}
