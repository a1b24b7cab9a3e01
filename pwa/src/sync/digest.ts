/** The digest of rows: order-free, kept by adding and subtracting rows (docs/protocol.md §1). */
import { sha256 } from '@noble/hashes/sha2.js'
import { shortHash, type Halves } from '@/sync/shortHash'

/** A sum mod 2^64; of no rows it is 0. */
export type Digest = bigint

/** Count and digest of one scope, in the form of the wire; an old bureau gives no digest. */
export interface Tally {
  readonly rows: number
  readonly digest: string | null
}

/** What of a row its share is made of. */
export interface Versioned {
  readonly id: string
  readonly ver: number
}

export const BUCKETS = 256
const BITS = 64
const DIGITS = 16
const HALF = 32n
const encoder = new TextEncoder()

/** The share of one row. Not by the browser's own SHA-256: awaiting it per row costs much more. */
export function rowDigest(table: string, id: string, ver: number): Digest {
  const halves: Halves = { high: 0, low: 0 }
  hashRow(table, id, ver, halves)
  return joined(halves)
}

/** The digest of many rows of one table at once: the same as adding their shares, but faster. */
export function rowsDigest(table: string, rows: Iterable<Versioned>): Digest {
  const one: Halves = { high: 0, low: 0 }
  const sum: Halves = { high: 0, low: 0 }
  for (const { id, ver } of rows) {
    hashRow(table, id, ver, one)
    sum.low += one.low
    sum.high += one.high
  }
  // Sums of some millions of 32-bit words are still exact.
  return joined(sum)
}

export function plus(digest: Digest, share: Digest): Digest {
  return BigInt.asUintN(BITS, digest + share)
}

export function minus(digest: Digest, share: Digest): Digest {
  return BigInt.asUintN(BITS, digest - share)
}

/** As it stands on the wire: 16 hex digits. */
export function digestText(digest: Digest): string {
  return digest.toString(16).padStart(DIGITS, '0')
}

/** The bucket of a row (docs/protocol.md §5): it does not change with the row's version. */
export function bucketOf(table: string, id: string): number {
  return sha256(encoder.encode(`${table}|${id}`))[0] ?? 0
}

function joined({ high, low }: Halves): Digest {
  return BigInt.asUintN(BITS, (BigInt(high) << HALF) + BigInt(low))
}

function hashRow(table: string, id: string, ver: number, into: Halves): void {
  const text = `${table}|${id}|${ver}`
  if (shortHash(text, into)) return
  const words = new DataView(sha256(encoder.encode(text)).buffer)
  into.high = words.getUint32(0)
  into.low = words.getUint32(4)
}
