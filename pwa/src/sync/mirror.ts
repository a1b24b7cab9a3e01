/** What this tab holds in memory of the store: entries, progress and the replica. */
import type { BureauKeys } from '@/core/bureau-keys'
import { turns } from '@/core/turns'
import { chainAfter } from '@/sync/chaining'
import type { Cursor, ScopeChange } from '@/sync/change'
import type { Entry } from '@/sync/entry'
import { EMPTY_CHAIN, NO_PAUSE, NO_PROGRESS } from '@/sync/meta'
import type { CommitNote } from '@/sync/notes'
import { Outbox } from '@/sync/outbox'
import { LayeredReplica } from '@/sync/replica'
import { unpackAll } from '@/sync/segments'
import { NOTHING_STAGED, type Staging } from '@/sync/staging'
import type { Going } from '@/sync/status'
import type {
  Chain,
  Cleared,
  Commit,
  Committed,
  Lease,
  Loaded,
  Opening,
  Pause,
  Progress,
  Store,
} from '@/sync/store'

/** What an answer left to do beside further contacts. */
export interface Left {
  readonly expectedSeq: number
  readonly gap: boolean
  readonly wrong: readonly string[]
}

export class Mirror {
  readonly replica = new LayeredReplica()
  readonly outbox = new Outbox()
  device: string
  rev = -1
  progress: Progress = NO_PROGRESS
  chain: Chain = EMPTY_CHAIN
  pause: Pause = NO_PAUSE
  confirmedAt: number | null = null
  /** The bureau's, by which its answers are judged. */
  keys: BureauKeys
  cleared: Cleared | null = null
  /** Pages that came but cannot be applied yet; lost with the tab, asked for again. */
  staging: Staging = NOTHING_STAGED
  /** Left by an answer that asked for patience; the next cycle begins with it. */
  left: Left | null = null
  /** Chunks that were not what they should be; after some, pages are asked for instead. */
  badChunks = 0
  /** When the bureau was last asked whether it still has all that it once had; anew at each opening. */
  storedAskedAt = 0
  /** The photo that is going up now. */
  going: Going | null = null
  readonly #missing = new Set<string>()
  /** A reload takes a while; a note that comes meanwhile is mostly known when it ends. */
  readonly #inTurn = turns()
  readonly #store: Store
  #opening: Opening

  constructor(store: Store, opening: Opening) {
    this.#store = store
    this.#opening = opening
    this.device = opening.device
    this.keys = opening.keys
  }

  /** All entries, oldest first. */
  get entries(): readonly Entry[] {
    return this.outbox.all
  }

  get waiting(): number {
    return this.outbox.waiting
  }

  /** Declared blobs that the bureau does not hold. */
  get missing(): ReadonlySet<string> {
    return this.#missing
  }

  get cursors(): ReadonlyMap<string, Cursor> {
    return new Map(Object.entries(this.progress.scopes))
  }

  /** Read everything again from the store; whoever may meet others at it waits for its turn. */
  async reload(): Promise<void> {
    let loaded: Loaded
    let content: ScopeChange[]
    do {
      loaded = await this.#store.load(this.#opening)
      content = await unpackAll(loaded.segments)
      // Another tab's commit may have been heard meanwhile.
    } while (loaded.rev < this.rev)
    this.#adopt(loaded, content)
    await this.countMissing()
  }

  async countMissing(): Promise<void> {
    const missing = await this.#store.blobsIn('pending', 'refused')
    this.#missing.clear()
    for (const sha256 of missing) this.#missing.add(sha256)
  }

  /** Write a commit and take it over; what is in memory never runs ahead of the store. */
  async commit(fence: number, now: number, commit: Commit): Promise<Committed> {
    const done = await this.#store.commit(fence, now, commit)
    if (commit.renewed) await this.reload()
    else this.follow(commit, done)
    return done
  }

  /** Take over a commit that is already in the store, made here or by another tab. */
  follow(commit: Commit, done: Committed): void {
    this.rev = done.rev
    this.confirmedAt = done.confirmedAt
    this.progress = commit.progress ?? this.progress
    this.pause = commit.pause ?? this.pause
    this.cleared = commit.cleared ?? this.cleared
    this.keys = commit.keys ?? this.keys
    this.outbox.put(commit.entries ?? [])
    this.outbox.drop(commit.pruned?.seqs ?? [])
    this.replica.together(() => {
      this.replica.apply(commit.changes ?? [], commit.dropped)
      this.replica.follow(commit.entries ?? [])
    })
  }

  /** Take over what another tab committed; where something is missing, everything is read again. */
  hear({ commit, done, tellsAll }: CommitNote): Promise<void> {
    return this.#inTurn(async () => {
      if (done.rev <= this.rev) return
      this.staging = NOTHING_STAGED
      this.left = null
      if (!tellsAll || done.rev > this.rev + 1 || commit.renewed) return this.reload()
      this.follow(commit, done)
      await this.countMissing()
    })
  }

  /** Have all that the store has under this lease: nothing that is still being heard comes between. */
  standAt({ rev, nextSeq }: Lease): Promise<void> {
    return this.#inTurn(async () => {
      if (rev !== this.rev) await this.reload()
      await this.catchUp(nextSeq)
    })
  }

  /** Take over an entry that is already in the store. */
  add(entry: Entry): void {
    if (this.outbox.get(entry.seq)) return
    this.outbox.put([entry])
    this.confirmedAt = null
    for (const sha256 of entry.blobs) this.#missing.add(sha256)
    // What another tab appended before it unheard is still to be caught up with.
    if (entry.seq === this.chain.nextSeq) {
      this.chain = chainAfter(this.chain, entry)
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
    const unsent = batch.filter(({ state }) => state === 'waiting')
    this.outbox.put(unsent.map((entry) => ({ ...entry, state: 'sent' })))
  }

  #adopt(loaded: Loaded, content: readonly ScopeChange[]): void {
    // Under a new device the queue has other seqs and texts.
    const newer = loaded.device === this.device ? this.outbox.from(loaded.chain.nextSeq) : []
    // What marker and copy told was taken in by the first load; by now they may be ours.
    this.#opening = { ...this.#opening, marker: { device: loaded.device, head: 0 }, kept: [] }
    this.device = loaded.device
    this.rev = loaded.rev
    this.progress = loaded.progress
    if (loaded.chain.nextSeq >= this.chain.nextSeq || newer.length === 0) this.chain = loaded.chain
    this.pause = loaded.pause
    this.confirmedAt = loaded.confirmedAt
    this.keys = loaded.keys
    this.cleared = loaded.cleared
    this.outbox.reset([...loaded.entries, ...newer])
    this.staging = NOTHING_STAGED
    this.left = null
    this.replica.together(() => {
      this.replica.clear()
      this.replica.apply(content)
      this.replica.follow(this.entries)
    })
  }
}
