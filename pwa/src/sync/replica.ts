/** The replica in memory: tables of rows, kept by scope, with previews over them. */
import type { ScopeChange, TableChange } from '@/sync/change'
import { emptyChange } from '@/sync/change'
import type { Entry } from '@/sync/entry'
import type { Row } from '@/sync/protocol'
import { ScopeSets } from '@/sync/scopes'
import { LayeredTable, type Table, type TableName } from '@/sync/table'

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
  readonly #counts = new Map<string, number>()
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

  count(scope: string): number {
    return this.#counts.get(scope) ?? 0
  }

  /** How many rows the scope will hold once the change is applied. */
  countAfter(change: ScopeChange): number {
    let count = change.replace ? 0 : this.count(change.scope)
    for (const [name, part] of change.tables) {
      const table = this.#open(name)
      const holds = (id: string) => !change.replace && table.holds(change.scope, id)
      for (const id of part.rows.keys()) if (!holds(id)) count += 1
      for (const id of part.gone) if (holds(id)) count -= 1
    }
    return count
  }

  /** Drop scopes and apply changes, then tell the listeners once. */
  apply(changes: readonly ScopeChange[], dropped: readonly string[] = []): void {
    const touched = new Set<string>()
    for (const scope of dropped) this.#dropScope(scope, touched)
    for (const change of changes) if (change.replace) this.#dropScope(change.scope, touched)
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
    this.#counts.clear()
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
    const made = new LayeredTable(this.#sets)
    this.#tables.set(name, made)
    return made
  }

  #applyOne(change: ScopeChange, touched: Set<string>): void {
    for (const [name, part] of change.tables) {
      const moved = this.#applyTable(change.scope, this.#open(name), part)
      this.#counts.set(change.scope, this.count(change.scope) + moved)
      touched.add(name)
    }
  }

  #applyTable(scope: string, table: LayeredTable, part: TableChange): number {
    let moved = 0
    for (const row of part.rows.values()) if (table.put(scope, row)) moved += 1
    for (const id of part.gone) if (table.remove(scope, id)) moved -= 1
    if (part.cols.length > 0) table.cols = part.cols
    return moved
  }

  #dropScope(scope: string, touched: Set<string>): void {
    for (const [name, table] of this.#tables) if (table.removeScope(scope)) touched.add(name)
    this.#counts.delete(scope)
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
