/** What the second copy gives back to a store that lacks it (docs/decisions/0012). Pure. */
import { chainAfter } from '@/sync/chaining'
import { isReadable, type Entry } from '@/sync/entry'
import { textHash } from '@/sync/hashing'
import type { Chain, Kept, ReceiptRecord, Stretch } from '@/sync/store'

export interface TakenBack {
  readonly entries: readonly Entry[]
  readonly chain: Chain
  /** Drafts that had become these commands. */
  readonly drafts: readonly string[]
  readonly receipts: readonly ReceiptRecord[]
  /** The unbroken end of the old chain among them. */
  readonly whole: Stretch
}

export const NOTHING_WHOLE: Stretch = { from: 1, to: 0 }

/** Whose chain a store continues that has none of its own: the marker's, else the copy's. */
export function deviceAmong(kept: readonly Kept[]): string | null {
  const known = kept.filter(({ device }) => device !== '')
  const [newest] = known.sort((a, b) => b.entry.created_at - a.entry.created_at)
  return newest?.device ?? null
}

/** What follows where the chain of this device stands; `strays`: others too, made anew behind it. */
export function takenBack(
  kept: readonly Kept[],
  { device, chain, strays }: { device: string; chain: Chain; strays: boolean },
): TakenBack {
  const mine = kept.filter((one) => one.device === device)
  const line = lineOf(vouchedFor(mine, kept).filter(({ entry }) => entry.seq >= chain.nextSeq))
  const behind = chainBehind(chain, line)
  const known = new Set(line.map(({ entry }) => entry.id))
  const others = strays ? kept.filter(({ entry }) => !known.has(entry.id)) : []
  const anew = rechained(byAge(others), behind, Infinity)
  return {
    entries: [...line.map(({ entry }) => entry), ...anew.entries],
    chain: anew.chain,
    drafts: [...line, ...others].flatMap(({ dropDraft }) => dropDraft ?? []),
    receipts: [...line, ...others].flatMap(({ receipt }) => receipt ?? []),
    whole: wholeEnd(line.map(({ entry }) => entry)),
  }
}

/** With those from which they go on by hash, whoever these were kept by. */
function vouchedFor(mine: readonly Kept[], kept: readonly Kept[]): Kept[] {
  const byHash = new Map(kept.map((one) => [one.entry.hash, one]))
  const all = new Set(mine)
  // A set goes on to what is added while it is walked through.
  for (const { entry } of all) {
    const before = byHash.get(entry.prev_hash)
    if (before) all.add(before)
  }
  return [...all]
}

/** One command for each seq: of several that one which the next goes on from. */
function lineOf(kept: readonly Kept[]): Kept[] {
  const line: Kept[] = []
  for (const one of [...kept].sort((a, b) => b.entry.seq - a.entry.seq)) {
    const [next, before] = [line[0], line[1]]
    if (next?.entry.seq !== one.entry.seq) line.unshift(one)
    else if (before?.entry.prev_hash === one.entry.hash) line[0] = one
  }
  return line
}

/** The newest knows of numbers too that were given by commands which are no longer here. */
function chainBehind(before: Chain, line: readonly Kept[]): Chain {
  const chain = line.reduce((behind, { entry }) => chainAfter(behind, entry), before)
  const numbers = { ...chain.numbers, ...line.at(-1)?.chain.numbers }
  return Object.keys(numbers).length > 0 ? { ...chain, numbers } : chain
}

function wholeEnd(entries: readonly Entry[]): Stretch {
  const last = entries.at(-1)
  if (last === undefined) return NOTHING_WHOLE
  let from = last
  for (const entry of entries.toReversed().slice(1)) {
    if (entry.seq !== from.seq - 1 || entry.hash !== from.prev_hash) break
    from = entry
  }
  return { from: from.seq, to: last.seq }
}

function byAge(kept: readonly Kept[]): Entry[] {
  const entries = new Map(kept.map(({ entry }) => [entry.id, entry]))
  return [...entries.values()].sort((a, b) => a.created_at - b.created_at || a.seq - b.seq)
}

/**
 * The same commands as the next ones of a chain. Those up to `sent` may have been sent under another
 * device: their new texts name the hash of the first, so that the bureau takes them in once.
 */
export function rechained(
  entries: readonly Entry[],
  from: Chain,
  sent: number,
): { entries: Entry[]; chain: Chain } {
  let chain = from
  const placed = entries.map((entry) => {
    const isPlaced = entry.seq === chain.nextSeq && entry.prev_hash === chain.head
    const put = isPlaced && entry.seq > sent ? entry : madeAnew(entry, chain)
    chain = chainAfter(chain, put)
    return put
  })
  return { entries: placed, chain }
}

function madeAnew(entry: Entry, { nextSeq: seq, head: prev_hash }: Chain): Entry {
  // What cannot be read becomes `lost` when its turn comes.
  if (!isReadable(entry)) return { ...entry, seq, prev_hash }
  const said = JSON.parse(entry.body) as { again?: string }
  const body = JSON.stringify({ ...said, seq, prev_hash, again: said.again ?? entry.hash })
  const bytes = new TextEncoder().encode(body).length
  const waits = { state: 'waiting' as const, result: null, acked_at: null, settled: false }
  return { ...entry, ...waits, seq, prev_hash, body, bytes, hash: textHash(body) }
}
