/** What a pull changes in one scope, folded so that each row stands in it once. */
import type { Row, ScopePage, Snapshot } from '@/sync/protocol'
import type { Digest, Tally } from '@/sync/digest'

/** A cursor: everything up to `seq`, the commit tagged `tag`. */
export interface Cursor {
  readonly seq: number
  readonly tag: string
}

export interface TableChange {
  cols: readonly string[]
  readonly rows: Map<string, Row>
  readonly gone: Set<string>
}

/** Rows of a chunk whose bytes the store already keeps. */
export interface ChunkRows {
  readonly sha256: string
  readonly tbl: string
  readonly cols: readonly string[]
  readonly rows: readonly Row[]
  /** The digest of these rows, where they were counted as they came. */
  readonly digest?: Digest
}

export interface ScopeChange {
  readonly scope: string
  /** Whether the scope's earlier content is dropped first. */
  readonly replace: boolean
  /** The snapshot that it starts from, below its tables. */
  readonly base: readonly ChunkRows[]
  reached: Cursor
  /** What the bureau says that the scope then holds; null while further pages come. */
  ends: Tally | null
  readonly tables: Map<string, TableChange>
}

export const START: Cursor = { seq: 0, tag: '' }

export function emptyChange(scope: string, replace: boolean): ScopeChange {
  return { scope, replace, base: [], reached: START, ends: null, tables: new Map() }
}

/** A scope taken over from a snapshot, as if it had come by pages from 0. */
export function fromSnapshot(
  scope: string,
  { seq, tag, tally }: Snapshot,
  base: readonly ChunkRows[],
): ScopeChange {
  return { ...emptyChange(scope, true), base, reached: { seq, tag }, ends: tally }
}

/** Fold a further page into the change; later pages win. */
export function fold(change: ScopeChange, page: ScopePage): void {
  for (const [table, part] of page.put) {
    const into = tableOf(change, table)
    into.cols = part.cols
    for (const row of part.rows) {
      into.rows.set(row.id, row)
      into.gone.delete(row.id)
    }
  }
  for (const [table, id] of page.remove) {
    const into = tableOf(change, table)
    into.rows.delete(id)
    into.gone.add(id)
  }
  change.reached = { seq: page.to, tag: page.tag }
  change.ends = page.ends
}

function tableOf(change: ScopeChange, table: string): TableChange {
  const known = change.tables.get(table)
  if (known) return known
  const made: TableChange = { cols: [], rows: new Map(), gone: new Set() }
  change.tables.set(table, made)
  return made
}
