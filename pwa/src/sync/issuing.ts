/** Making a command: text and hash first, then the one transaction that saves it. */
import type { Clock } from '@/core/clock'
import { StorageError, type StorageTrouble } from '@/core/db'
import { chainAfter } from '@/sync/chaining'
import { commandText, type CommandWish, type Stamp } from '@/sync/commandText'
import { keeperOf, type QueueCopy } from '@/sync/copy'
import type { Entry, GivenNumber, Preview } from '@/sync/entry'
import { textHash } from '@/sync/hashing'
import type { Mirror } from '@/sync/mirror'
import { nextOf, NUMBER_LEASE, pick, type PickedNumber } from '@/sync/numbers'
import type { ReceiptCopy } from '@/sync/receiptCopy'
import { signedIfPossible, type KeyOf } from '@/sync/signing'
import type { Chain, ReceiptRecord, Store } from '@/sync/store'

export interface IssueWish extends CommandWish {
  readonly previews: readonly Preview[]
  /** For people: the name of what this is about, such as the enterprise. */
  readonly title: string
  /** The draft that becomes this command; it goes in the same transaction. */
  readonly dropDraft?: string
  /**
   * Sign the finished command; the text is kept in the same transaction as the command. It is made
   * before that, and once more if another tab's command came between.
   */
  readonly signed?: (command: Finished) => Promise<string>
}

export type Finished = Pick<Entry, 'body' | 'hash' | 'created_at'>

export type Issued =
  | { ok: true; entry: Entry; receipt: string | null }
  | { ok: false; reason: StorageTrouble | 'blob missing' | 'no number' }

/** Why a command was not saved; nothing of it was, and its number was given to nothing. */
export type NotIssued = Extract<Issued, { ok: false }>['reason']

/** A command that bears a number: made from it, and made again when another tab took that one. */
export interface NumberedWish {
  readonly number: { readonly kind: string; readonly on: string }
  readonly make: (number: PickedNumber) => IssueWish
}

/** A command that gives the rest of a block back, from the first number that was not given. */
export interface ReturningWish {
  readonly rest: string
  readonly giveBack: (from: number) => IssueWish
}

export type Wish = IssueWish | NumberedWish | ReturningWish

/** What one try comes to, made for the place where the chain stands. */
interface Made {
  readonly wish: IssueWish
  readonly number?: GivenNumber
}

interface IssuingParts {
  readonly store: Store
  readonly mirror: Mirror
  /** What is saved is saved there too. */
  readonly copy: QueueCopy
  readonly receiptCopy: ReceiptCopy
  readonly clock: Clock
  readonly ids: () => string
  readonly keyOf: KeyOf
}

/** Takes commands one after the other, so that this tab does not race with itself. */
export class Issuing {
  readonly #parts: IssuingParts
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: IssuingParts) {
    this.#parts = parts
  }

  async issue(wish: Wish): Promise<Issued> {
    const mine = this.#last.then(() => this.#saved(wish))
    // A failed one is told to its own caller and must not stop the next.
    this.#last = mine.catch(() => undefined)
    return mine
  }

  async #saved(wish: Wish): Promise<Issued> {
    try {
      return await this.#append(wish)
    } catch (error) {
      if (error instanceof StorageError) return { ok: false, reason: error.trouble }
      throw error
    }
  }

  async #append(wish: Wish): Promise<Issued> {
    const { store, mirror, copy, receiptCopy, clock, ids, keyOf } = this.#parts
    const { serverOffsetMs } = mirror.progress
    const stamp = { id: ids(), at: clock.now(), serverOffsetMs }
    let { chain } = mirror
    for (;;) {
      const made = this.#made(wish, chain)
      if (made === null) return { ok: false, reason: 'no number' }
      const plain = this.#entry(made, stamp, chain)
      const entry = await signedIfPossible(plain, mirror.device, keyOf)
      const receipt = await receiptOf(made.wish, entry)
      const dropDraft = made.wish.dropDraft ?? null
      const kept = {
        device: keeperOf(mirror, entry.seq),
        entry,
        dropDraft,
        receipt: receipt ?? null,
      }
      const both = { ...kept, chain: chainAfter(chain, entry) }
      const outcome = await copy.beside(both, async () => {
        const appended = await store.append(entry, dropDraft, receipt)
        if (appended === 'in') mirror.add(entry)
        return appended
      })
      if (outcome === 'blob missing') return { ok: false, reason: outcome }
      if (outcome === 'in') {
        if (receipt) await receiptCopy.keep(receipt)
        return { ok: true, entry, receipt: receipt?.text ?? null }
      }
      // Another tab was faster.
      chain = await store.chain()
    }
  }

  /** Numbers are given as the chain says, not as memory does: another tab may have given some. */
  #made(wish: Wish, { numbers = {} }: Chain): Made | null {
    if (!('rest' in wish || 'number' in wish)) return { wish }
    const leases = this.#parts.mirror.replica.table(NUMBER_LEASE)
    if ('rest' in wish) {
      const lease = leases.get(wish.rest)
      const n = lease ? nextOf(lease, numbers) : null
      if (!lease || n === null) return null
      return { wish: wish.giveBack(n), number: { leaseId: lease.id, n, next: lease.last + 1 } }
    }
    const picked = pick(leases.all(), numbers, wish.number)
    if (picked === null) return null
    const { leaseId, n } = picked
    return { wish: wish.make(picked), number: { leaseId, n, next: n + 1 } }
  }

  #entry({ wish, number }: Made, stamp: Stamp, chain: Chain): Entry {
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
      ...(number && { number }),
      ...{ state: 'waiting', result: null, acked_at: null, settled: false },
    }
  }
}

async function receiptOf(wish: IssueWish, entry: Entry): Promise<ReceiptRecord | undefined> {
  if (wish.signed === undefined) return undefined
  const { entity, hash, created_at: made_at } = entry
  return { entity, hash, text: await wish.signed(entry), made_at }
}
