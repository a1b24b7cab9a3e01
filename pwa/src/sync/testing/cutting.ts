/** Cutting a scope into chunks, as §4 of docs/protocol.md says. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { columnar, type Feed } from '@/sync/testing/feed'

const MOST_ROWS = 8192

interface Chunk {
  sha256: string
  bytes: number
  rows: number
  tbl: string
}

export interface Manifest {
  seq: number
  tag: string
  n_rows: number
  digest: string
  chunks: Chunk[]
}

export interface Cut {
  manifest: Manifest
  bytes: Map<string, Uint8Array<ArrayBuffer>>
}

/**
 * Cut after a row whose hashed id begins with `bits` zero bits (11 at the real bureau). Old bureaus
 * named chunks by their gzip bytes.
 */
export function cut(feed: Feed, bits: number, isOld = false): Cut {
  const bytes: Cut['bytes'] = new Map()
  const chunks = piecesOf(feed, bits).map((rows): Chunk => {
    const [{ table: tbl }] = rows
    const json = Buffer.from(JSON.stringify({ tbl, ...inColumns(rows, tbl) }))
    const content = new Uint8Array(isOld ? gzipSync(json) : json)
    const sha256 = createHash('sha256').update(content).digest('hex')
    bytes.set(sha256, content)
    return { sha256, bytes: content.length, rows: rows.length, tbl }
  })
  const tag = feed.tags.get(feed.seq) ?? ''
  return { manifest: { seq: feed.seq, tag, ...feed.tally(), chunks }, bytes }
}

function inColumns(lines: Lines, tbl: string) {
  const { cols, rows } = columnar(lines)[tbl] ?? { cols: [], rows: [] }
  return { cols, columns: cols.map((_, n) => rows.map((cells) => cells[n])) }
}

type Lines = ReturnType<Feed['rows']>
type Piece = [Lines[number], ...Lines]

function piecesOf(feed: Feed, bits: number): Piece[] {
  const lines = feed.rows().sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  const pieces: Piece[] = []
  for (const line of lines) {
    const piece = pieces.at(-1)
    const last = piece?.at(-1)
    const isOver = !last || last.table !== line.table || isLast(last.id, bits)
    if (isOver || piece?.length === MOST_ROWS) pieces.push([line])
    else piece?.push(line)
  }
  return pieces
}

function nameOf({ table, id }: Lines[number]): string {
  return `${table}|${id}`
}

function isLast(id: string, bits: number): boolean {
  return createHash('sha256').update(id).digest().readUInt32BE() >>> (32 - bits) === 0
}
