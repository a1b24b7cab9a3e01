/** The digest of a scope: order-free, kept by adding and subtracting rows (docs/protocol.md §1). */
import { sha256 } from '@/sync/hashing'

const MODULUS = 1n << 64n
const DIGITS = 16

export interface RowName {
  readonly table: string
  readonly id: string
  readonly ver: number
}

/** Digest of a set of rows, as 16 hex digits. */
export async function digestOf(rows: Iterable<RowName>): Promise<string> {
  const parts = await Promise.all(Array.from(rows, rowDigest))
  const sum = parts.reduce((total, part) => (total + part) % MODULUS, 0n)
  return sum.toString(16).padStart(DIGITS, '0')
}

async function rowDigest({ table, id, ver }: RowName): Promise<bigint> {
  const hash = await sha256(new TextEncoder().encode(`${table}|${id}|${ver}`))
  return new DataView(hash.buffer).getBigUint64(0)
}
