/** Deterministic CBOR (RFC 8949 §4.2): what is written in any other way is not read. */
import { decode, encode, Tag } from 'cbor2'
import { sortCoreDeterministic } from 'cbor2/sorts'

export { Tag }

/** Enough for everything of ours, and far below what would fill the stack. */
const MAX_DEPTH = 16

export function writeCbor(value: unknown): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(encode(value, { sortKeys: sortCoreDeterministic, rejectFloats: true }))
}

/** What the bytes say, maps as Map; null for other encodings of it, fractions, and garbage. */
export function readCbor(bytes: Uint8Array): unknown {
  try {
    const value: unknown = decode(bytes, {
      ...{ preferMap: true, ignoreGlobalTags: true, maxDepth: MAX_DEPTH },
      ...{ requirePreferred: true, rejectStreaming: true, rejectFloats: true },
      ...{ sortKeys: sortCoreDeterministic, rejectBigInts: true },
    })
    return isSame(writeCbor(value), bytes) ? value : null
  } catch {
    // Whatever is wrong with it, and however the reader says so.
    return null
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
