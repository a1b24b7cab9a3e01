/** One table of the replica: confirmed rows with the previews of waiting commands over them. */
import type { ChunkRows } from '@/sync/change'
import type { HeldPreview } from '@/sync/entry'
import type { Row } from '@/sync/protocol'
import { NO_SCOPES, type ScopeSet, type ScopeSets } from '@/sync/scopes'
import type { Held, Tallies } from '@/sync/tallies'

/** The name of a table that says what its rows are: `'visit' as TableName<VisitRow>`. */
export type TableName<R extends Row> = string & { readonly rows?: R }

/** A table as it is read. Rows are never changed in place: a changed row is a new object. */
export interface Table<R extends Row = Row> {
  /** The row as it is shown, previews included (`waiting: true`). */
  get(id: string): R | undefined
  /** All rows as they are shown; the same array until the table changes. */
  all(): readonly R[]
  /** The row as the bureau last gave it, without any preview. */
  confirmed(id: string): R | undefined
}

interface Layer {
  readonly seq: number
  readonly preview: HeldPreview
}

export class LayeredTable implements Table {
  cols: readonly string[] = ['id', 'ver']
  readonly #rows = new Map<string, Row>()
  readonly #scopes = new Map<string, ScopeSet>()
  readonly #layers = new Map<string, Layer[]>()
  readonly #shown = new Map<string, Row | undefined>()
  readonly #name: string
  readonly #sets: ScopeSets
  readonly #tallies: Tallies
  #all: readonly Row[] | null = null

  constructor(name: string, sets: ScopeSets, tallies: Tallies) {
    this.#name = name
    this.#sets = sets
    this.#tallies = tallies
  }

  get(id: string): Row | undefined {
    return this.#shown.has(id) ? this.#shown.get(id) : this.#rows.get(id)
  }

  confirmed(id: string): Row | undefined {
    return this.#rows.get(id)
  }

  all(): readonly Row[] {
    this.#all ??= this.#merged()
    return this.#all
  }

  rowsIn(scope: string): Row[] {
    return [...this.#rows.values()].filter((row) => this.#scopesOf(row.id).includes(scope))
  }

  *held(): Iterable<Held> {
    for (const row of this.#rows.values()) yield [this.#name, row, this.#scopesOf(row.id)]
  }

  put(scope: string, row: Row): void {
    const before = this.#scopesOf(row.id)
    const known = this.#rows.get(row.id)
    if (known) this.#tallies.changed(before, this.#name, [known, row])
    const after = this.#sets.add(before, scope)
    if (after !== before) this.#tallies.entered(scope, this.#name, row)
    this.#keep(row, after)
  }

  /** Put rows of a snapshot, of which another scope may have brought later versions. */
  putOlder(scope: string, { rows, digest }: ChunkRows): void {
    if (digest !== undefined && this.#areNew(rows)) {
      const only = this.#sets.add(NO_SCOPES, scope)
      for (const row of rows) this.#keep(row, only)
      this.#tallies.enteredCounted(scope, { rows, digest })
      return
    }
    for (const row of rows) {
      const known = this.#rows.get(row.id)
      this.put(scope, known && known.ver > row.ver ? known : row)
    }
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0
  }

  /** Drops the row when its last scope drops it. */
  remove(scope: string, id: string): void {
    const row = this.#rows.get(id)
    if (!row || !this.#take(scope, id)) return
    this.#tallies.left(scope, this.#name, row)
  }

  /** Drops a whole scope, whose tally falls as one; returns whether it held any row. */
  removeScope(scope: string): boolean {
    const held = [...this.#scopes].filter(([, scopes]) => scopes.includes(scope))
    for (const [id] of held) this.#take(scope, id)
    return held.length > 0
  }

  lay(seq: number, preview: HeldPreview): void {
    const layers = (this.#layers.get(preview.id) ?? []).filter((layer) => layer.seq !== seq)
    const sorted = [...layers, { seq, preview }].sort((a, b) => a.seq - b.seq)
    this.#layers.set(preview.id, sorted)
    this.#touched(preview.id)
  }

  lift(seq: number, id: string): void {
    const left = (this.#layers.get(id) ?? []).filter((layer) => layer.seq !== seq)
    if (left.length > 0) this.#layers.set(id, left)
    else this.#layers.delete(id)
    this.#touched(id)
  }

  clear(): void {
    for (const part of [this.#rows, this.#scopes, this.#layers, this.#shown]) part.clear()
    this.#all = null
  }

  #areNew(rows: readonly Row[]): boolean {
    const ids = new Set(rows.map(({ id }) => id))
    return ids.size === rows.length && !rows.some(({ id }) => this.#rows.has(id))
  }

  #keep(row: Row, scopes: ScopeSet): void {
    this.#rows.set(row.id, row)
    this.#scopes.set(row.id, scopes)
    this.#touched(row.id)
  }

  #scopesOf(id: string): ScopeSet {
    return this.#scopes.get(id) ?? NO_SCOPES
  }

  #take(scope: string, id: string): boolean {
    const before = this.#scopesOf(id)
    const after = this.#sets.remove(before, scope)
    if (after === before) return false
    this.#scopes.set(id, after)
    if (after.length === 0) this.#forget(id)
    this.#touched(id)
    return true
  }

  #forget(id: string): void {
    this.#rows.delete(id)
    this.#scopes.delete(id)
  }

  #touched(id: string): void {
    this.#all = null
    const layers = this.#layers.get(id)
    if (layers) this.#shown.set(id, seenThrough(layers, this.#rows.get(id)))
    else this.#shown.delete(id)
  }

  #merged(): Row[] {
    if (this.#shown.size === 0) return [...this.#rows.values()]
    const confirmed = [...this.#rows.values()].filter((row) => !this.#shown.has(row.id))
    return [...confirmed, ...[...this.#shown.values()].filter((row) => row !== undefined)]
  }
}

function seenThrough(layers: readonly Layer[], below: Row | undefined): Row | undefined {
  return layers.reduce<Row | undefined>((row, { preview }) => {
    // A row that left this phone's scopes stays hidden: a half row would be worse than none.
    if (preview.row === null || (preview.changes && row === undefined)) return undefined
    return { ver: 0, ...row, ...preview.row, id: preview.id, waiting: true }
  }, below)
}
