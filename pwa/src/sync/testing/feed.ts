/** The feed of one scope: one line per row, moved to a new seq at each change. */
import { createHash } from 'node:crypto'

export type TestRow = { id: string; ver: number; [col: string]: unknown }

interface Line {
  seq: number
  table: string
  id: string
  row: TestRow | null
}

export interface FeedPage {
  from: number
  to: number
  tag: string
  current: number
  n_rows?: number
  digest?: string
  put: Columnar
  remove: [string, string][]
  /** For the limit only; a later field that the phone must not mind. */
  count: number
}

export type Columnar = Record<string, { cols: string[]; rows: unknown[][] }>

const MODULUS = 2n ** 64n

export class Feed {
  seq = 0
  /** Commits of another history leave other tags. */
  era = 'a'
  /** Removals before this seq are forgotten. */
  horizon = 0
  lines = new Map<string, Line>()
  tags = new Map<number, string>()

  copy(): Feed {
    const { seq, era, horizon, lines, tags } = this
    return Object.assign(new Feed(), structuredClone({ seq, era, horizon, lines, tags }))
  }

  put(table: string, row: TestRow): number {
    return this.#line(table, row.id, row)
  }

  remove(table: string, id: string): number {
    return this.#line(table, id, null)
  }

  /** Change or lose a row without a word, as a fault of the bureau's would. */
  slip(table: string, id: string, row: TestRow | null): boolean {
    const line = this.lines.get(`${table}|${id}`)
    if (!line?.row) return false
    if (row) line.row = row
    else this.lines.delete(`${table}|${id}`)
    return true
  }

  forgetRemovals(): void {
    this.horizon = this.seq
    for (const [key, { row }] of this.lines) if (row === null) this.lines.delete(key)
  }

  has(table: string, id: string): boolean {
    return (this.lines.get(`${table}|${id}`)?.row ?? null) !== null
  }

  rows(): (Line & { row: TestRow })[] {
    return [...this.lines.values()].filter((line) => line.row !== null) as never
  }

  /** Count and digest, as the protocol defines them. */
  tally(): { n_rows: number; digest: string } {
    const rows = this.rows()
    const shares = rows.map(({ table, id, row }) => share(`${table}|${id}|${row.ver}`))
    return { n_rows: rows.length, digest: sumOf(shares) }
  }

  bucketsOf(): string[] {
    const shares = Array.from({ length: 256 }, (): bigint[] => [])
    for (const { table, id, row } of this.rows())
      shares[bucketOf(table, id)]?.push(share(`${table}|${id}|${row.ver}`))
    return shares.map(sumOf)
  }

  rowsIn(buckets: readonly number[]): Columnar {
    return columnar(this.rows().filter(({ table, id }) => buckets.includes(bucketOf(table, id))))
  }

  /** Where a cursor leads: on from there, or back to 0 when it is of another history. */
  startOf([seq, tag]: [number, string]): number {
    return seq >= this.horizon && this.tags.get(seq) === tag ? seq : 0
  }

  isAtEnd(cursor: [number, string]): boolean {
    return this.startOf(cursor) === this.seq
  }

  page(cursor: [number, string], limit: number): FeedPage | null {
    const from = this.startOf(cursor)
    // Whoever comes with a cursor of another history is told, even when there is nothing here.
    if (from === this.seq && (from > 0 || cursor[0] === 0)) return null
    const waiting = [...this.lines.values()]
      .filter((line) => line.seq > from)
      .sort((a, b) => a.seq - b.seq)
    // The next cursor must not stand below the horizon, or it would start from 0 for ever.
    const least = waiting.filter((line) => line.seq <= this.horizon).length
    const some = waiting.slice(0, Math.max(0, limit, least))
    const isLast = some.length === waiting.length && limit > 0
    // Its row may have moved on since, so that none stands at the horizon itself.
    const to = isLast ? this.seq : Math.max(some.at(-1)?.seq ?? from, this.horizon)
    const tag = this.tags.get(to) ?? ''
    const gone = some.filter((line) => line.row === null)
    return {
      ...{ from, to, tag, current: this.seq, count: some.length },
      ...(isLast ? this.tally() : {}),
      ...{ put: columnar(some), remove: gone.map((l) => [l.table, l.id]) },
    }
  }

  #line(table: string, id: string, row: TestRow | null): number {
    this.seq += 1
    this.lines.set(`${table}|${id}`, { seq: this.seq, table, id, row })
    this.tags.set(this.seq, `${this.era}${this.seq}`)
    return this.seq
  }
}

export function columnar(lines: readonly Line[]): Columnar {
  const put: Columnar = {}
  for (const { table, row } of lines) {
    if (row === null) continue
    const part = (put[table] ??= { cols: Object.keys(row), rows: [] })
    part.rows.push(part.cols.map((col) => row[col]))
  }
  return put
}

/** Sum mod 2^64 of shares, as 16 hex digits. */
export function sumOf(shares: readonly bigint[]): string {
  const sum = shares.reduce((total, one) => (total + one) % MODULUS, 0n)
  return sum.toString(16).padStart(16, '0')
}

function share(text: string): bigint {
  return createHash('sha256').update(text).digest().readBigUInt64BE()
}

function bucketOf(table: string, id: string): number {
  return createHash('sha256').update(`${table}|${id}`).digest()[0] ?? 0
}
