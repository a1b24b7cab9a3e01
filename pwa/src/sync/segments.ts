/**
 * Packed pages: up to 2,000 rows of one table of one scope in one record. One record per row costs
 * ten times as much in every browser.
 */
import { emptyChange, type ScopeChange, type TableChange } from '@/sync/change'
import { fields, parseTable, parseTexts } from '@/sync/parse'
import type { Row } from '@/sync/protocol'

export const ROWS_PER_SEGMENT = 2000

export interface Segment {
  readonly scope: string
  readonly tbl: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Pack a change of one scope for the store. */
export function packChange(change: ScopeChange): Segment[] {
  return [...change.tables].flatMap(([table, part]) => packTable(change.scope, table, part))
}

/** Unpack a segment as a change that adds to what is there. */
export function unpackSegment(segment: Segment): ScopeChange {
  const raw: unknown = JSON.parse(new TextDecoder().decode(segment.bytes))
  const { cols, rows } = parseTable(raw, segment.tbl)
  const gone = new Set(parseTexts(fields(raw, segment.tbl)['gone'], segment.tbl))
  const change = emptyChange(segment.scope, false)
  change.tables.set(segment.tbl, { cols, rows: new Map(rows.map((row) => [row.id, row])), gone })
  return change
}

function packTable(scope: string, tbl: string, part: TableChange): Segment[] {
  const rows = [...part.rows.values()]
  const segments: Segment[] = []
  let gone = [...part.gone]
  for (let at = 0; at < rows.length || gone.length > 0; at += ROWS_PER_SEGMENT) {
    const some = rows.slice(at, at + ROWS_PER_SEGMENT)
    const bytes = pack(part.cols, some, gone)
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
