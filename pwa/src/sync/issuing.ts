/** Making a command: text and hash first, then the one transaction that saves it. */
import type { Clock } from '@/core/clock'
import { StorageError, type StorageTrouble } from '@/core/db'
import { commandText, type CommandWish, type Stamp } from '@/sync/commandText'
import type { Entry, Preview } from '@/sync/entry'
import { textHash } from '@/sync/hashing'
import type { Mirror } from '@/sync/mirror'
import type { Chain, Store } from '@/sync/store'

export interface IssueWish extends CommandWish {
  readonly previews: readonly Preview[]
  /** For people: the name of what this is about, such as the enterprise. */
  readonly title: string
  /** The draft that becomes this command; it goes in the same transaction. */
  readonly dropDraft?: string
}

export type Issued =
  { ok: true; entry: Entry } | { ok: false; reason: StorageTrouble | 'blob missing' }

interface IssuingParts {
  readonly store: Store
  readonly mirror: Mirror
  readonly clock: Clock
  readonly ids: () => string
}

/** Takes commands one after the other, so that this tab does not race with itself. */
export class Issuing {
  readonly #parts: IssuingParts
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: IssuingParts) {
    this.#parts = parts
  }

  async issue(wish: IssueWish): Promise<Issued> {
    const mine = this.#last.then(() => this.#saved(wish))
    // A failed one is told to its own caller and must not stop the next.
    this.#last = mine.catch(() => undefined)
    return mine
  }

  async #saved(wish: IssueWish): Promise<Issued> {
    try {
      return await this.#append(wish)
    } catch (error) {
      if (error instanceof StorageError) return { ok: false, reason: error.trouble }
      throw error
    }
  }

  async #append(wish: IssueWish): Promise<Issued> {
    const { store, mirror, clock, ids } = this.#parts
    const { serverOffsetMs } = mirror.progress
    const stamp = { id: ids(), at: clock.now(), serverOffsetMs }
    let { chain } = mirror
    for (;;) {
      const entry = this.#entry(wish, stamp, chain)
      const outcome = await store.append(entry, wish.dropDraft ?? null)
      if (outcome === 'blob missing') return { ok: false, reason: outcome }
      if (outcome === 'in') {
        mirror.add(entry)
        return { ok: true, entry }
      }
      // Another tab was faster.
      chain = await store.chain()
    }
  }

  #entry(wish: IssueWish, stamp: Stamp, chain: Chain): Entry {
    const body = commandText(wish, stamp, chain)
    const bytes = new TextEncoder().encode(body).length
    const { replica } = this.#parts.mirror
    return {
      ...{ seq: chain.nextSeq, id: stamp.id, name: wish.name, entity: wish.entity },
      ...{ body, bytes, hash: textHash(body), prev_hash: chain.head },
      created_at: stamp.at.getTime(),
      previews: wish.previews.map((preview) => ({
        ...preview,
        changes: replica.table(preview.tbl).get(preview.id) !== undefined,
      })),
      title: wish.title,
      blobs: wish.blobs ?? [],
      ...{ state: 'waiting', result: null, acked_at: null, settled: false },
    }
  }
}
