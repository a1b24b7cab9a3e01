/** Count and digest of each scope's rows, as the replica holds them. */
import {
  digestText,
  minus,
  plus,
  rowDigest,
  rowsDigest,
  type Digest,
  type Tally,
} from '@/sync/digest'
import type { ChunkRows } from '@/sync/change'
import type { Row } from '@/sync/protocol'
import type { ScopeSet } from '@/sync/scopes'

interface Sum {
  rows: number
  digest: Digest
}

/** One row in the scopes that hold it. */
export type Held = readonly [table: string, row: Row, scopes: ScopeSet]

/**
 * Counted over the whole replica when first asked for after a load, then kept with each change.
 * Stored sums would be there at once, but would hide rows that the phone's own store lost.
 */
export class Tallies {
  #sums: Map<string, Sum> | null = null

  /** Know nothing any more; the next question counts everything. */
  forget(): void {
    this.#sums = null
  }

  /** Keep count from here on: nothing is held yet. */
  begin(): void {
    this.#sums = new Map()
  }

  get isCounted(): boolean {
    return this.#sums !== null
  }

  countAll(content: Iterable<Held>): void {
    this.#sums = new Map()
    for (const [table, groups] of grouped(content)) {
      for (const [scopes, rows] of groups) {
        const digest = rowsDigest(table, rows)
        for (const scope of scopes) this.#move(scope, rows.length, digest)
      }
    }
  }

  entered(scope: string, table: string, row: Row): void {
    if (this.#sums) this.#move(scope, 1, rowDigest(table, row.id, row.ver))
  }

  /** Rows that were counted before they came. */
  enteredCounted(scope: string, { rows, digest }: Pick<Counted, 'rows' | 'digest'>): void {
    if (this.#sums) this.#move(scope, rows.length, digest)
  }

  left(scope: string, table: string, row: Row): void {
    if (this.#sums) this.#move(scope, -1, rowDigest(table, row.id, row.ver))
  }

  /** A row took the place of its earlier version, in every scope that holds it. */
  changed(scopes: ScopeSet, table: string, [before, after]: readonly [Row, Row]): void {
    if (!this.#sums || before.ver === after.ver || scopes.length === 0) return
    const lost = rowDigest(table, before.id, before.ver)
    const won = rowDigest(table, after.id, after.ver)
    for (const scope of scopes) this.#move(scope, 0, minus(won, lost))
  }

  drop(scope: string): void {
    this.#sums?.delete(scope)
  }

  of(scope: string): { rows: number; digest: string } {
    const { rows, digest } = this.#sums?.get(scope) ?? { rows: 0, digest: 0n }
    return { rows, digest: digestText(digest) }
  }

  /** The sum over all scopes, as quiet contacts carry it. */
  total(): string {
    let total = 0n
    for (const { digest } of this.#sums?.values() ?? []) total = plus(total, digest)
    return digestText(total)
  }

  #move(scope: string, rows: number, share: Digest): void {
    const sum = this.#sums?.get(scope) ?? { rows: 0, digest: 0n }
    sum.rows += rows
    sum.digest = rows < 0 ? minus(sum.digest, share) : plus(sum.digest, share)
    this.#sums?.set(scope, sum)
  }
}

/** Whether what is held agrees with what the bureau says. */
export function agrees(held: Tally, said: Tally): boolean {
  return held.rows === said.rows && (said.digest === null || held.digest === said.digest)
}

/** Rows of a chunk that were counted as they came. */
export type Counted = ChunkRows & { readonly digest: Digest }

/** Count and digest of chunks that are not in the replica yet. */
export function tallyOf(chunks: readonly Counted[]): Tally {
  const digest = chunks.reduce((sum, chunk) => plus(sum, chunk.digest), 0n)
  return {
    rows: chunks.reduce((sum, { rows }) => sum + rows.length, 0),
    digest: digestText(digest),
  }
}

/** Rows of one table in the very same scopes are counted together. */
function grouped(content: Iterable<Held>): Map<string, Map<ScopeSet, Row[]>> {
  const tables = new Map<string, Map<ScopeSet, Row[]>>()
  for (const [table, row, scopes] of content) {
    const groups = tables.get(table) ?? new Map<ScopeSet, Row[]>()
    const rows = groups.get(scopes)
    if (rows) rows.push(row)
    else tables.set(table, groups.set(scopes, [row]))
  }
  return tables
}
