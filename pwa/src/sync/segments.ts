/**
 * Packed pages: up to 2,000 rows of one table of one scope in one record. One record per row costs
 * ten times as much in every browser. Chunks of a snapshot are segments as they came: the segment
 * only points to the kept bytes.
 */
import { emptyChange, type ChunkRows, type ScopeChange, type TableChange } from '@/sync/change'
import { inflated, isZipped } from '@/sync/gzip'
import type { Row } from '@/sync/protocol'
import { fields, reading, text, texts } from '@/sync/reading'
import { parseColumns, parseTable } from '@/sync/rows'

export const ROWS_PER_SEGMENT = 2000

export interface Segment {
  readonly scope: string
  readonly tbl: string
  /** Its own packed rows, or none when it points to a chunk. */
  readonly bytes?: Uint8Array<ArrayBuffer>
  readonly chunk?: string
}

/** A segment with its bytes, be they its own or those of its chunk. */
export interface Content extends Segment {
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Pack a change of one scope for the store. */
export function packChange({ scope, base, tables }: ScopeChange): Segment[] {
  const pointers = base.map(({ sha256, tbl }) => ({ scope, tbl, chunk: sha256 }))
  return [...pointers, ...[...tables].flatMap(([table, part]) => packTable(scope, table, part))]
}

/**
 * Unpack segments as changes that add to each other, in their order. What cannot be read is left
 * out: the scope's digest then differs, and it is repaired.
 */
export async function unpackAll(contents: readonly Content[]): Promise<ScopeChange[]> {
  const changes = await Promise.all(contents.map(unpack))
  return changes.filter((change) => change !== null)
}

/** Read a chunk as the bureau cut it. */
export async function unpackChunk(
  sha256: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<ChunkRows | null> {
  const raw = await jsonIn(bytes)
  const chunk = reading(() => {
    const tbl = text(fields(raw, 'chunk')['tbl'], 'chunk.tbl')
    return { sha256, tbl, ...parseColumns(raw, tbl) }
  })
  return chunk.ok ? chunk.value : null
}

async function unpack({ scope, tbl, chunk, bytes }: Content): Promise<ScopeChange | null> {
  if (chunk !== undefined) {
    const base = await unpackChunk(chunk, bytes)
    return base && { ...emptyChange(scope, false), base: [base] }
  }
  const raw = await jsonIn(bytes)
  const part = reading(() => tableIn(raw))
  return part.ok ? { ...emptyChange(scope, false), tables: new Map([[tbl, part.value]]) } : null
}

function tableIn(raw: unknown): TableChange {
  const { cols, rows } = parseTable(raw, 'segment')
  const gone = new Set(texts(fields(raw, 'segment')['gone'], 'gone'))
  return { cols, rows: new Map(rows.map((row) => [row.id, row])), gone }
}

async function jsonIn(bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
  try {
    const json = isZipped(bytes) ? await inflated(bytes) : new TextDecoder().decode(bytes)
    return JSON.parse(json) as unknown
  } catch {
    // Damaged bytes are no bytes: whoever asked finds that nothing can be read in null.
    return null
  }
}

function packTable(scope: string, tbl: string, part: TableChange): Segment[] {
  const rows = [...part.rows.values()]
  const segments: Segment[] = []
  let gone = [...part.gone]
  for (let at = 0; at < rows.length || gone.length > 0; at += ROWS_PER_SEGMENT) {
    const bytes = pack(part.cols, rows.slice(at, at + ROWS_PER_SEGMENT), gone)
    segments.push({ scope, tbl, bytes })
    gone = []
  }
  return segments
}

function pack(
  cols: readonly string[],
  rows: readonly Row[],
  gone: readonly string[],
): Uint8Array<ArrayBuffer> {
  const cells = rows.map((row) => cols.map((col) => row[col] ?? null))
  return new TextEncoder().encode(JSON.stringify({ cols, rows: cells, gone }))
}
