/** What this tab holds in memory of the store: entries, progress and the replica. */
import type { Cursor } from '@/sync/change'
import { isWaiting, type Entry } from '@/sync/entry'
import { EMPTY_CHAIN, NO_PAUSE, NO_PROGRESS } from '@/sync/meta'
import { LayeredReplica } from '@/sync/replica'
import { unpackSegment } from '@/sync/segments'
import { NOTHING_STAGED, type Staging } from '@/sync/staging'
import type { Going } from '@/sync/status'
import type { Chain, Commit, Committed, Loaded, Pause, Progress, Store } from '@/sync/store'

export class Mirror {
  readonly replica = new LayeredReplica()
  device: string
  rev = -1
  progress: Progress = NO_PROGRESS
  chain: Chain = EMPTY_CHAIN
  pause: Pause = NO_PAUSE
  confirmedAt: number | null = null
  receiptKey: JsonWebKey | null
  entries: readonly Entry[] = []
  /** Pages that came but cannot be applied yet; lost with the tab, asked for again. */
  staging: Staging = NOTHING_STAGED
  /** Declared blobs that the bureau does not hold. */
  missing: ReadonlySet<string> = new Set()
  /** The photo that is going up now. */
  going: Going | null = null
  readonly #store: Store

  constructor(store: Store, device: string, receiptKey: JsonWebKey | null) {
    this.#store = store
    this.device = device
    this.receiptKey = receiptKey
  }

  /** Read everything again from the store. */
  async reload(): Promise<void> {
    let loaded = await this.#store.load(this.device, this.receiptKey)
    while (loaded.rev < this.rev) loaded = await this.#store.load(this.device, this.receiptKey)
    this.#adopt(loaded)
    await this.countMissing()
  }

  async countMissing(): Promise<void> {
    const [pending, refused] = await Promise.all([
      this.#store.blobsIn('pending'),
      this.#store.blobsIn('refused'),
    ])
    this.missing = new Set([...pending, ...refused])
  }

  /** Write a commit and take it over; what is in memory never runs ahead of the store. */
  async commit(fence: number, now: number, commit: Commit): Promise<Committed> {
    const done = await this.#store.commit(fence, now, commit)
    this.follow(commit, done)
    return done
  }

  /** Take over a commit that is already in the store, made here or by another tab. */
  follow(commit: Commit, done: Committed): void {
    const pruned = new Set(commit.pruned?.seqs)
    this.rev = done.rev
    this.confirmedAt = done.confirmedAt
    this.progress = commit.progress ?? this.progress
    this.pause = commit.pause ?? this.pause
    this.entries = merged(this.entries, commit.entries ?? []).filter((e) => !pruned.has(e.seq))
    this.replica.together(() => {
      this.replica.apply(commit.changes ?? [], commit.dropped)
      this.replica.follow(commit.entries ?? [])
    })
  }

  /** Take over what another tab committed; when a commit was missed, everything is read again. */
  async hear(commit: Commit, done: Committed): Promise<void> {
    if (done.rev <= this.rev) return
    this.staging = NOTHING_STAGED
    if (done.rev > this.rev + 1) return this.reload()
    this.follow(commit, done)
    await this.countMissing()
  }

  /** Take over an entry that is already in the store. */
  add(entry: Entry): void {
    if (this.entries.some((known) => known.seq === entry.seq)) return
    this.entries = merged(this.entries, [entry])
    this.confirmedAt = null
    this.missing = new Set([...this.missing, ...entry.blobs])
    if (entry.seq >= this.chain.nextSeq) {
      this.chain = { nextSeq: entry.seq + 1, head: entry.hash }
    }
    this.replica.follow([entry])
  }

  /** Take over what other tabs appended unheard. */
  async catchUp(nextSeq: number): Promise<void> {
    if (nextSeq <= this.chain.nextSeq) return
    for (const entry of await this.#store.entriesFrom(this.chain.nextSeq)) this.add(entry)
    this.chain = await this.#store.chain()
  }

  markSent(batch: readonly Entry[]): void {
    const sent = new Set(batch.map((entry) => entry.seq))
    this.entries = this.entries.map((entry) =>
      sent.has(entry.seq) && entry.state === 'waiting' ? { ...entry, state: 'sent' } : entry,
    )
  }

  get cursors(): ReadonlyMap<string, Cursor> {
    return new Map(Object.entries(this.progress.scopes))
  }

  get waiting(): number {
    return this.entries.filter(isWaiting).length
  }

  #adopt(loaded: Loaded): void {
    const newer = this.entries.filter((entry) => entry.seq >= loaded.chain.nextSeq)
    this.device = loaded.device
    this.rev = loaded.rev
    this.progress = loaded.progress
    this.chain = newer.length > 0 ? this.chain : loaded.chain
    this.pause = loaded.pause
    this.confirmedAt = loaded.confirmedAt
    this.receiptKey = loaded.receiptKey
    this.entries = [...loaded.entries, ...newer]
    this.staging = NOTHING_STAGED
    this.replica.together(() => {
      this.replica.clear()
      this.replica.apply(loaded.segments.map(unpackSegment))
      this.replica.follow(this.entries)
    })
  }
}

function merged(known: readonly Entry[], changed: readonly Entry[]): Entry[] {
  const bySeq = new Map([...known, ...changed].map((entry) => [entry.seq, entry]))
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}
