/** Columnar rows, as they stand on the wire, in chunks and in segments. */
import { unpackColumns } from '@/sync/columns'
import type { Row, TablePage } from '@/sync/protocol'
import { fields, lengthOf, list, mapped, text, texts, whole } from '@/sync/reading'

/** Read one table's rows. */
export function parseTable(raw: unknown, at: string): TablePage {
  const table = fields(raw, at)
  const cols = texts(table['cols'], `${at}.cols`)
  return { cols, rows: rowsOf(cols, list(table['rows'], `${at}.rows`), at) }
}

/** Read one table's rows from its columns, in whatever form chunks have them. */
export function parseColumns(raw: unknown, at: string): TablePage {
  const table = fields(raw, at)
  const cols = texts(table['cols'], `${at}.cols`)
  const columns = unpackColumns(list(table['columns'], `${at}.columns`), at)
  const length = lengthOf(columns, `${at}.columns`)
  const rows = Array.from({ length }, (_, n) => columns.map((cells) => cells[n]))
  return { cols, rows: rowsOf(cols, rows, at) }
}

/** Read rows by table, as under `put`. */
export function parseTables(raw: unknown, at: string): ReadonlyMap<string, TablePage> {
  return mapped(raw ?? {}, at, parseTable)
}

function rowsOf(cols: readonly string[], raw: readonly unknown[], at: string): Row[] {
  const [idAt, verAt] = [cols.indexOf('id'), cols.indexOf('ver')]
  return raw.map((item) => {
    const cells = list(item, at)
    // Every row is built in the same order of columns, so that all share one hidden class.
    const row: { id: string; ver: number; [column: string]: unknown } = {
      id: text(cells[idAt], `${at}.id`),
      ver: whole(cells[verAt], `${at}.ver`),
    }
    for (let n = 0; n < cols.length; n += 1) {
      const col = cols[n]
      if (col !== undefined && n !== idAt && n !== verAt) row[col] = cells[n]
    }
    return row
  })
}
