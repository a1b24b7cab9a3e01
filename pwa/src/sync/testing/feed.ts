/** The feed of one scope: one line per row, moved to a new seq at each change. */

interface Line {
  seq: number
  table: string
  id: string
  row: Record<string, unknown> | null
}

export interface FeedPage {
  from: number
  to: number
  tag: string
  current: number
  n_rows?: number
  put: Record<string, { cols: string[]; rows: unknown[][] }>
  remove: [string, string][]
  /** For the limit only; a later field that the phone must not mind. */
  count: number
}

export class Feed {
  seq = 0
  era = 'a'
  readonly lines = new Map<string, Line>()

  copy(): Feed {
    const made = new Feed()
    made.seq = this.seq
    made.era = this.era
    for (const [key, line] of this.lines) made.lines.set(key, { ...line })
    return made
  }

  put(table: string, row: { id: string; [col: string]: unknown }): number {
    return this.#line(table, row.id, row)
  }

  remove(table: string, id: string): number {
    return this.#line(table, id, null)
  }

  has(table: string, id: string): boolean {
    return (this.lines.get(`${table}|${id}`)?.row ?? null) !== null
  }

  rows(): Line[] {
    return [...this.lines.values()].filter((line) => line.row !== null)
  }

  page([seq, tag]: [number, string], limit: number): FeedPage | null {
    const present = `${this.era}${this.seq}`
    if (seq === this.seq && (tag === present || seq === 0)) return null
    const after = seq < this.seq ? seq : 0
    const waiting = [...this.lines.values()]
      .filter((line) => line.seq > after)
      .sort((a, b) => a.seq - b.seq)
    const some = waiting.slice(0, Math.max(0, limit))
    const isLast = some.length === waiting.length && limit > 0
    const to = isLast ? this.seq : (some.at(-1)?.seq ?? after)
    const page = { from: after, to, tag: present, current: this.seq, count: some.length }
    const end = isLast ? { n_rows: this.rows().length, digest: '' } : {}
    const gone = some.filter((line) => line.row === null)
    return { ...page, ...end, put: columnar(some), remove: gone.map((l) => [l.table, l.id]) }
  }

  #line(table: string, id: string, row: Record<string, unknown> | null): number {
    this.seq += 1
    this.lines.set(`${table}|${id}`, { seq: this.seq, table, id, row })
    return this.seq
  }
}

function columnar(lines: Line[]): FeedPage['put'] {
  const put: FeedPage['put'] = {}
  for (const { table, row } of lines) {
    if (row === null) continue
    const part = (put[table] ??= { cols: Object.keys(row), rows: [] })
    part.rows.push(part.cols.map((col) => row[col]))
  }
  return put
}
