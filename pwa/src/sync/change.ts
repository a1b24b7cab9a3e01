/** What a pull changes in one scope, folded so that each row stands in it once. */
import type { Row, ScopePage } from '@/sync/protocol'

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

export interface ScopeChange {
  readonly scope: string
  /** Whether the scope's earlier content is dropped first. */
  replace: boolean
  reached: Cursor
  nRows: number | null
  readonly tables: Map<string, TableChange>
}

export const START: Cursor = { seq: 0, tag: '' }

export function emptyChange(scope: string, replace: boolean): ScopeChange {
  return { scope, replace, reached: START, nRows: null, tables: new Map() }
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
  change.nRows = page.nRows
}

function tableOf(change: ScopeChange, table: string): TableChange {
  const known = change.tables.get(table)
  if (known) return known
  const made: TableChange = { cols: [], rows: new Map(), gone: new Set() }
  change.tables.set(table, made)
  return made
}
