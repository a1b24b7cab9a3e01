import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commandText } from '@/sync/commandText'
import { bucketOf, digestText, minus, plus, rowDigest } from '@/sync/digest'
import { hexHash, textHash } from '@/sync/hashing'
import {
  isLow,
  numberText,
  pick,
  remaining,
  yearOf,
  type NumberLease,
  type Taken,
} from '@/sync/numbers'
import { parseResponse } from '@/sync/parse'
import type { CommandResult } from '@/sync/protocol'
import { genuineSeqs } from '@/sync/receipts'
import { unpackChunk } from '@/sync/segments'
import { ChineseDate } from '@/sync/testing/tab'

/** Worked out by the Python core (tests/sync/vectors.py). */
function vectors(name: string): unknown {
  const file = new URL(`../../../sync/vectors/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}

interface Digests {
  readonly rows: readonly {
    readonly row: readonly [table: string, id: string, ver: number]
    readonly digest: string
    readonly bucket: number
  }[]
  readonly all: string
  readonly without_odd: string
  readonly buckets: readonly string[]
}

interface Texts {
  readonly texts: readonly {
    readonly command: {
      readonly seq: number
      readonly id: string
      readonly name: string
      readonly version: number
      readonly entity: string
      readonly args: Readonly<Record<string, unknown>>
      readonly device_time: string
      readonly base_ver: number | null
      readonly base_command: string | null
      readonly deps: readonly string[]
      readonly blobs: readonly string[]
      readonly server_offset_ms: number | null
      readonly prev_hash: string
    }
    readonly text: string
    readonly hash: string
  }[]
}

interface Numbers {
  readonly texts: readonly {
    readonly pattern: string
    readonly year: number
    readonly n: number
    readonly text: string
  }[]
  readonly phones: readonly {
    readonly leases: readonly NumberLease[]
    readonly taken: Taken
    readonly on: string
    readonly next: readonly [leaseId: string, n: number] | null
    readonly left: number
    readonly is_low: boolean
  }[]
}

interface Receipts {
  readonly key: JsonWebKey
  readonly device: string
  readonly receipts: readonly {
    readonly result: { readonly seq: number; readonly receipt: string; readonly epoch?: string }
    readonly hash: string
    readonly epoch: string
    readonly is_genuine: boolean
  }[]
}

interface Answers {
  readonly answers: readonly { readonly answer: unknown; readonly is_readable: boolean }[]
}

interface Chunks {
  readonly chunks: readonly {
    readonly sha256: string
    readonly bytes: string
    readonly content: {
      readonly tbl: string
      readonly cols: readonly string[]
      readonly columns: readonly (readonly unknown[])[]
    }
  }[]
}

test('rows have the same digests and buckets, and scopes the same sums', () => {
  const { rows, all, without_odd, buckets } = vectors('digests') as Digests
  const shares = rows.map(({ row }) => rowDigest(...row))
  const odd = shares.filter((_, n) => n % 2 === 1)
  const whole = shares.reduce(plus, 0n)
  const sums = Array.from({ length: 256 }, () => 0n)
  for (const [n, { row }] of rows.entries()) {
    const bucket = bucketOf(row[0], row[1])
    sums[bucket] = plus(sums[bucket] ?? 0n, shares[n] ?? 0n)
  }

  expect(shares.map(digestText)).toEqual(rows.map(({ digest }) => digest))
  expect(rows.map(({ row }) => bucketOf(row[0], row[1]))).toEqual(rows.map((one) => one.bucket))
  expect(digestText(whole)).toBe(all)
  expect(digestText(odd.reduce(minus, whole))).toBe(without_odd)
  expect(sums.map(digestText)).toEqual(buckets)
})

test('commands have the same text to the last sign, and so the same hash', () => {
  for (const { command, text, hash } of (vectors('texts') as Texts).texts) {
    const { id, seq, prev_hash, device_time, server_offset_ms, base_ver, base_command } = command
    const { name, version, entity, args, deps, blobs } = command
    const bases = {
      ...(base_ver !== null && { baseVer: base_ver }),
      ...(base_command !== null && { baseCommand: base_command }),
    }
    const written = commandText(
      { name, version, entity, args, deps, blobs, ...bases },
      { id, at: new ChineseDate(device_time), serverOffsetMs: server_offset_ms },
      { nextSeq: seq, head: prev_hash },
    )

    expect(written).toBe(text)
    expect(textHash(written)).toBe(hash)
  }
})

test('receipts are believed, and doubted, alike', async () => {
  const { key, device, receipts } = vectors('receipts') as Receipts
  for (const { result: said, hash, epoch, is_genuine } of receipts) {
    const rest = { status: 'applied', scopeSeqs: {}, alias: null, problem: null } as const
    const result: CommandResult = { ...rest, ...said }
    const claim = { device, hashes: new Map([[said.seq, hash]]), epochs: [epoch] }

    expect([said.seq, (await genuineSeqs([result], claim, [key])).has(said.seq)]).toEqual([
      said.seq,
      is_genuine,
    ])
  }
})

test('answers are taken over, or left whole, alike', () => {
  for (const { answer, is_readable } of (vectors('answers') as Answers).answers) {
    const line = JSON.stringify(answer)

    expect([line, parseResponse(answer).ok]).toEqual([line, is_readable])
  }
})

test('chunks are named by their bytes and hold the rows that were cut into them', async () => {
  for (const { sha256, bytes, content } of (vectors('chunks') as Chunks).chunks) {
    const packed = Uint8Array.from(Buffer.from(bytes, 'base64'))
    const { tbl, cols, columns } = content
    const unpacked = await unpackChunk(sha256, packed)

    expect(await hexHash(packed)).toBe(sha256)
    expect(unpacked).toMatchObject({ sha256, tbl, cols })
    expect(cols.map((col) => unpacked?.rows.map((row) => row[col]))).toEqual(columns)
  }
})

test('numbers are written, chosen and counted as by the Python core', () => {
  const { texts, phones } = vectors('numbers') as Numbers

  for (const { pattern, year, n, text } of texts) expect(numberText(pattern, year, n)).toBe(text)
  for (const { leases, taken, on, next, left, is_low } of phones) {
    const picked = pick(leases, taken, { kind: 'a', on })
    expect(picked && [picked.leaseId, picked.n]).toEqual(next)
    const found = remaining(leases, taken, { kind: 'a', year: yearOf(on) })
    expect([found, isLow(found)]).toEqual([left, is_low])
  }
})
