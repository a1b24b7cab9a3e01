/** The entries in the order of their seqs; no question walks through all of them. */
import { isWaiting, type Entry } from '@/sync/entry'

export class Outbox {
  #list: Entry[] = []
  #all: readonly Entry[] | null = null
  #waiting = 0
  /** No entry before this place waits. */
  #from = 0
  readonly #unsettled = new Map<number, Entry>()
  readonly #refused = new Map<number, Entry>()

  /** All entries, oldest first; the same array until something changes. */
  get all(): readonly Entry[] {
    this.#all ??= [...this.#list]
    return this.#all
  }

  get waiting(): number {
    return this.#waiting
  }

  /** Answered entries whose rows have not all arrived yet. */
  get unsettled(): Iterable<Entry> {
    return this.#unsettled.values()
  }

  /** Answered entries that were not simply taken in. */
  get refused(): readonly Entry[] {
    return [...this.#refused.values()]
  }

  /** The first entry that waits. */
  get first(): Entry | null {
    while (this.#from < this.#list.length && !this.#waitsAt(this.#from)) this.#from += 1
    return this.#list[this.#from] ?? null
  }

  get(seq: number): Entry | null {
    const entry = this.#list[this.#placeOf(seq)]
    return entry?.seq === seq ? entry : null
  }

  /** At most `most` entries from this seq on. */
  from(seq: number, most = Infinity): readonly Entry[] {
    const place = this.#placeOf(seq)
    return this.#list.slice(place, place + most)
  }

  put(entries: readonly Entry[]): void {
    for (const entry of entries) this.#putOne(entry)
    if (entries.length > 0) this.#all = null
  }

  drop(seqs: readonly number[]): void {
    if (seqs.length === 0) return
    const gone = new Set(seqs)
    this.reset(this.#list.filter((entry) => !gone.has(entry.seq)))
  }

  /** Start again with these, which stand in order. */
  reset(entries: readonly Entry[]): void {
    this.#list = []
    this.#all = null
    this.#waiting = 0
    this.#from = 0
    this.#unsettled.clear()
    this.#refused.clear()
    this.put(entries)
  }

  #putOne(entry: Entry): void {
    const place = this.#placeOf(entry.seq)
    const known = this.#list[place]?.seq === entry.seq ? this.#list[place] : null
    if (known && isWaiting(known)) this.#waiting -= 1
    if (isWaiting(entry)) this.#waiting += 1
    this.#list.splice(place, known ? 1 : 0, entry)
    if (isWaiting(entry) || !known) this.#from = Math.min(this.#from, place)
    file(this.#unsettled, entry, !isWaiting(entry) && !entry.settled)
    file(this.#refused, entry, entry.state === 'review')
  }

  /** Where this seq stands, or would stand. */
  #placeOf(seq: number): number {
    let [low, high] = [0, this.#list.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#list[middle]?.seq ?? seq) < seq) low = middle + 1
      else high = middle
    }
    return low
  }

  #waitsAt(place: number): boolean {
    const entry = this.#list[place]
    return entry !== undefined && isWaiting(entry)
  }
}

function file(drawer: Map<number, Entry>, entry: Entry, belongs: boolean): void {
  if (belongs) drawer.set(entry.seq, entry)
  else drawer.delete(entry.seq)
}
