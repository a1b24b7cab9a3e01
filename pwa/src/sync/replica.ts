/** The replica in memory: tables of rows, kept by scope, with previews over them. */
import type { ScopeChange, TableChange } from '@/sync/change'
import { emptyChange } from '@/sync/change'
import type { Entry } from '@/sync/entry'
import type { Row } from '@/sync/protocol'
import { BUCKETS, bucketOf, digestText, plus, rowDigest } from '@/sync/digest'
import { ScopeSets } from '@/sync/scopes'
import { LayeredTable, type Table, type TableName } from '@/sync/table'
import { Tallies, type Held } from '@/sync/tallies'

type Listener = () => void

/** What features see of the replica. */
export interface Replica {
  /** The table of this name; empty when nothing of it has arrived. */
  table<R extends Row = Row>(name: TableName<R>): Table<R>
  /** Call back after each change of the table; returns how to stop. */
  subscribe(table: string, listener: Listener): () => void
}

export class LayeredReplica implements Replica {
  readonly #tables = new Map<string, LayeredTable>()
  readonly #sets = new ScopeSets()
  readonly #tallies = new Tallies()
  readonly #laid = new Map<number, Entry>()
  readonly #listeners = new Map<string, Set<Listener>>()
  #gathered: Set<string> | null = null

  table<R extends Row = Row>(name: TableName<R>): Table<R> {
    // The columns of a table are a contract of the wire; its name vouches for them.
    return this.#open(name) as unknown as Table<R>
  }

  subscribe(table: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(table) ?? new Set()
    this.#listeners.set(table, listeners.add(listener))
    return () => {
      listeners.delete(listener)
    }
  }

  /** Count and digest of what a scope holds, previews left out. */
  tally(scope: string): { rows: number; digest: string } {
    return this.#counted().of(scope)
  }

  /** The sum of the digests of all scopes. */
  total(): string {
    return this.#counted().total()
  }

  /** The digest of each bucket of a scope (docs/protocol.md §5). */
  buckets(scope: string): string[] {
    const sums = Array.from({ length: BUCKETS }, () => 0n)
    for (const [name, table] of this.#tables) {
      for (const { id, ver } of table.rowsIn(scope)) {
        const bucket = bucketOf(name, id)
        sums[bucket] = plus(sums[bucket] ?? 0n, rowDigest(name, id, ver))
      }
    }
    return sums.map(digestText)
  }

  /** The ids by table that a scope holds in these buckets. */
  idsIn(scope: string, buckets: ReadonlySet<number>): Map<string, string[]> {
    const ids = new Map<string, string[]>()
    for (const [name, table] of this.#tables) {
      const found = table.rowsIn(scope).filter(({ id }) => buckets.has(bucketOf(name, id)))
      if (found.length > 0)
        ids.set(
          name,
          found.map(({ id }) => id),
        )
    }
    return ids
  }

  /** Drop scopes and apply changes, then tell the listeners once. */
  apply(changes: readonly ScopeChange[], dropped: readonly string[] = []): void {
    const touched = new Set<string>()
    for (const scope of dropped) this.#dropScope(scope, touched)
    for (const change of changes) if (change.replace) this.#dropScope(change.scope, touched)
    if (this.#isStart(changes)) this.#tallies.begin()
    for (const change of changes) this.#applyOne(change, touched)
    this.#tell(touched)
  }

  /** Lay the previews of entries that are not settled, lift those of all others. */
  follow(entries: readonly Entry[]): void {
    const touched = new Set<string>()
    for (const entry of entries) this.#lift(entry.seq, touched)
    for (const entry of entries) if (!entry.settled) this.#lay(entry, touched)
    this.#tell(touched)
  }

  /** Start again with nothing, as before a full load from the store. */
  clear(): void {
    const touched = new Set(this.#tables.keys())
    // The tables stay the same objects: features hold them.
    for (const table of this.#tables.values()) table.clear()
    this.#tallies.forget()
    this.#laid.clear()
    this.#tell(touched)
  }

  /** Do several changes and tell the listeners once, at the end. */
  together(changes: () => void): void {
    const gathered = new Set<string>()
    this.#gathered = gathered
    changes()
    this.#gathered = null
    this.#tell(gathered)
  }

  /** All confirmed rows of a scope, as one change that replaces it. */
  contentOf(scope: string): ScopeChange {
    const change = emptyChange(scope, true)
    for (const [name, table] of this.#tables) {
      const rows = new Map(table.rowsIn(scope).map((row) => [row.id, row]))
      if (rows.size > 0) change.tables.set(name, { cols: table.cols, rows, gone: new Set() })
    }
    return change
  }

  #open(name: string): LayeredTable {
    const known = this.#tables.get(name)
    if (known) return known
    const made = new LayeredTable(name, this.#sets, this.#tallies)
    this.#tables.set(name, made)
    return made
  }

  #applyOne(change: ScopeChange, touched: Set<string>): void {
    for (const chunk of change.base) {
      const table = this.#open(chunk.tbl)
      table.putOlder(change.scope, chunk)
      table.cols = chunk.cols
      touched.add(chunk.tbl)
    }
    for (const [name, part] of change.tables) {
      this.#applyTable(change.scope, this.#open(name), part)
      touched.add(name)
    }
  }

  #applyTable(scope: string, table: LayeredTable, part: TableChange): void {
    for (const row of part.rows.values()) table.put(scope, row)
    for (const id of part.gone) table.remove(scope, id)
    if (part.cols.length > 0) table.cols = part.cols
  }

  /** Whether this is all that is held, and was counted as it came, so that nothing is counted twice. */
  #isStart(changes: readonly ScopeChange[]): boolean {
    const isCounted = changes.some(({ base }) => base.some(({ digest }) => digest !== undefined))
    return isCounted && [...this.#tables.values()].every(({ isEmpty }) => isEmpty)
  }

  #counted(): Tallies {
    if (!this.#tallies.isCounted) this.#tallies.countAll(this.#held())
    return this.#tallies
  }

  *#held(): Iterable<Held> {
    for (const table of this.#tables.values()) yield* table.held()
  }

  #dropScope(scope: string, touched: Set<string>): void {
    for (const [name, table] of this.#tables) if (table.removeScope(scope)) touched.add(name)
    this.#tallies.drop(scope)
  }

  #lay(entry: Entry, touched: Set<string>): void {
    this.#laid.set(entry.seq, entry)
    for (const preview of entry.previews) {
      this.#open(preview.tbl).lay(entry.seq, preview)
      touched.add(preview.tbl)
    }
  }

  #lift(seq: number, touched: Set<string>): void {
    for (const preview of this.#laid.get(seq)?.previews ?? []) {
      this.#open(preview.tbl).lift(seq, preview.id)
      touched.add(preview.tbl)
    }
    this.#laid.delete(seq)
  }

  #tell(touched: ReadonlySet<string>): void {
    for (const table of touched) {
      if (this.#gathered) this.#gathered.add(table)
      else for (const listener of this.#listeners.get(table) ?? []) listener()
    }
  }
}
