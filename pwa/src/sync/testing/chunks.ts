/** Chunks as they stand in memory, made of rows. */
import { rowsDigest } from '@/sync/digest'
import type { Row } from '@/sync/protocol'
import type { Counted } from '@/sync/tallies'

export function counted(tbl: string, rows: readonly Row[]): Counted {
  return { sha256: '', tbl, cols: ['id', 'ver'], rows, digest: rowsDigest(tbl, rows) }
}
