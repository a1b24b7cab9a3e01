/** The digest of rows: order-free, kept by adding and subtracting rows (docs/protocol.md §1). */
import { sha256 } from '@noble/hashes/sha2.js'

/** A sum mod 2^64; of no rows it is 0. */
export type Digest = bigint

/** Count and digest of one scope, in the form of the wire; an old bureau gives no digest. */
export interface Tally {
  readonly rows: number
  readonly digest: string | null
}

export const BUCKETS = 256
const BITS = 64
const DIGITS = 16
const HALF = 32n
const encoder = new TextEncoder()

/** The share of one row. Not by the browser's own SHA-256: awaiting it per row costs six times as much. */
export function rowDigest(table: string, id: string, ver: number): Digest {
  const words = new DataView(sha256(encoder.encode(`${table}|${id}|${ver}`)).buffer)
  return (BigInt(words.getUint32(0)) << HALF) | BigInt(words.getUint32(4))
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
