/** The sync client as the rest of the app sees it. */
import type { BureauKeys } from '@/core/bureau-keys'
import type { Clock } from '@/core/clock'
import { StorageError } from '@/core/db'
import type { Carry, Request } from '@/core/http'
import type { Seals } from '@/core/vault/seals'
import { fromCopies, openCopies, type Copies } from '@/sync/copies'
import type { Desk, Download } from '@/sync/desk'
import type { Entry } from '@/sync/entry'
import { hexHash } from '@/sync/hashing'
import { openStore } from '@/sync/indexed'
import { Issuing, type Issued, type Wish } from '@/sync/issuing'
import { Loop, statusOf, type Said } from '@/sync/loop'
import { Mirror } from '@/sync/mirror'
import { entryNote, isNote, statusNote, type CommitNote, type Note } from '@/sync/notes'
import type { Taken } from '@/sync/numbers'
import { Pace } from '@/sync/pace'
import type { Replica } from '@/sync/replica'
import { keptKey, type KeyOf } from '@/sync/signing'
import { saved, type Saved } from '@/sync/saved'
import { sealingBy } from '@/sync/sealing'
import { readMark, writeMark } from '@/sync/sentinel'
import { NO_STATUS, type Status } from '@/sync/status'
import { browser, type World } from '@/sync/world'

export interface ClientParts extends BureauKeys {
  readonly personId: string
  /** For a store that has none of its own yet; see `Client.device`. */
  readonly deviceId: string
  readonly seals: Seals
  readonly http: Request
  readonly download: Download
  readonly carry: Carry
  readonly clock: Clock
  readonly ids: () => string
  /** A number in [0, 1), for jitter. */
  readonly random: () => number
  readonly app?: string
  readonly world?: World
  /** By which key a device signs; the one that this browser keeps. */
  readonly keyOf?: KeyOf
}

export type { Saved } from '@/sync/saved'

export interface SavedDraft {
  readonly key: string
  readonly value: unknown
  readonly savedAt: number
}

export interface Client {
  /** By what this store goes at the bureau; another one after the store was lost. */
  readonly device: string
  /** The bureau's, also once it has others. */
  readonly keys: BureauKeys
  readonly replica: Replica
  /** All entries that are kept here, oldest first. */
  outbox(): readonly Entry[]
  /** Those of them that were answered and not simply taken in. */
  refused(): readonly Entry[]
  /** How many commands were ever made here; those that are no longer kept are counted too. */
  made(): number
  /** Declared photos and signatures that the bureau does not hold. */
  missingBlobs(): ReadonlySet<string>
  status(): Status
  /** Call back after each change of status or outbox; returns how to stop. */
  subscribe(listener: (status: Status) => void): () => void
  /** Resolves ok only when command and preview are safely on this phone. */
  issue(wish: Wish): Promise<Issued>
  /** For each block of numbers the first that was not given here. */
  numbers(): Taken
  saveDraft(key: string, value: unknown): Promise<Saved<null>>
  loadDrafts(): Promise<readonly SavedDraft[]>
  dropDraft(key: string): Promise<Saved<null>>
  /** Keep the bytes of a photo or signature; gives the hash by which commands declare it. */
  addBlob(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Saved<string>>
  readBlob(sha256: string): Promise<Blob | null>
  /** What this phone signed of the command about something: the text of a QR code. */
  readReceipt(entity: string): Promise<string | null>
  /** Sync now, also after a sign-in; resolves when the cycle is over. */
  syncNow(): Promise<Status>
  /** Stop syncing and let go of the database; nothing is lost. */
  close(): void
}

const DAY_MS = 24 * 3600 * 1000
const APP_VERSION = '0.1.0'
const NOTHING_TAKEN: Taken = {}

/** Open this person's data on this phone; works without any network. */
export async function openClient(parts: ClientParts): Promise<Client> {
  const { personId, deviceId: device, receiptKey, rescueKey, seals, world = browser } = parts
  const keys = { receiptKey, rescueKey, retired: parts.retired ?? [], taken: parts.taken ?? 0 }
  let mirror: Mirror | null = null
  const now = parts.clock.now().getTime()
  const sealing = sealingBy(seals, () => (mirror?.keys ?? keys).rescueKey)
  const store = openStore(personId, sealing)
  const marker = readMark(world, personId)
  const isOld = !(await store.isSealed())
  const copies = await openCopies(world, { personId, seals, isOld })
  const kept = await copies.copy.read()
  mirror = new Mirror(store, { device, keys, marker, kept, now })
  await mirror.reload()
  await fromCopies(copies, { store, mirror, now })
  await store.sweepBlobs(now - DAY_MS)
  if (writeMark(world, personId, mirror)) await store.noteMarker()
  return new OpenClient(parts, { ...copies, store, mirror })
}

type Stores = Copies & Pick<Desk, 'store' | 'mirror'>

class OpenClient implements Client {
  readonly #parts: ClientParts
  readonly #stores: Stores
  readonly #desk: Desk
  readonly #loop: Loop
  readonly #issuing: Issuing
  readonly #channel: { post(message: unknown): void; close(): void }
  readonly #listeners = new Set<(status: Status) => void>()
  #said: Said = NO_STATUS
  #closed = false

  constructor(parts: ClientParts, stores: Stores) {
    const world = parts.world ?? browser
    const name = `doorstep-${parts.personId}`
    this.#parts = parts
    this.#stores = stores
    this.#channel = world.channel(name, (message) => this.#hear(message))
    this.#desk = this.#makeDesk()
    this.#issuing = new Issuing({
      ...stores,
      clock: parts.clock,
      ids: parts.ids,
      keyOf: this.#desk.keyOf,
    })
    const say = (said: Partial<Said>) => this.#say(said)
    this.#loop = new Loop({ desk: this.#desk, world, name, tab: parts.ids(), say })
    this.#loop.start()
  }

  get device(): string {
    return this.#stores.mirror.device
  }

  get keys(): BureauKeys {
    return this.#stores.mirror.keys
  }

  get replica(): Replica {
    return this.#stores.mirror.replica
  }

  outbox(): readonly Entry[] {
    return this.#stores.mirror.entries
  }

  refused(): readonly Entry[] {
    return this.#stores.mirror.outbox.refused
  }

  made(): number {
    return this.#stores.mirror.chain.nextSeq - 1
  }

  missingBlobs(): ReadonlySet<string> {
    return this.#stores.mirror.missing
  }

  status(): Status {
    return statusOf(this.#desk, this.#said)
  }

  subscribe(listener: (status: Status) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  numbers(): Taken {
    return this.#stores.mirror.chain.numbers ?? NOTHING_TAKEN
  }

  async issue(wish: Wish): Promise<Issued> {
    const issued = await this.#issuing.issue(wish)
    if (!issued.ok) return issued
    this.#mark()
    this.#tell(entryNote(issued.entry))
    this.#changed()
    this.#loop.nudge()
    return issued
  }

  saveDraft(key: string, value: unknown): Promise<Saved<null>> {
    const draft = { key, json: JSON.stringify(value), saved_at: this.#now() }
    return saved(this.#stores.store.saveDraft(draft).then(() => null))
  }

  async loadDrafts(): Promise<readonly SavedDraft[]> {
    const drafts = await this.#stores.store.drafts()
    return drafts.map(({ key, json, saved_at }) => {
      const value: unknown = JSON.parse(json)
      return { key, value, savedAt: saved_at }
    })
  }

  dropDraft(key: string): Promise<Saved<null>> {
    return saved(this.#stores.store.dropDraft(key).then(() => null))
  }

  async addBlob(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Saved<string>> {
    const sha256 = await hexHash(bytes)
    const blob = { sha256, bytes, type, state: 'local' as const, created_at: this.#now() }
    const { store, photoCopy } = this.#stores
    // One after the other: a file that the store does not know of is taken for one of before.
    const both = store.putBlob(blob).then(() => photoCopy.keep(blob))
    return saved(both.then(() => sha256))
  }

  async readBlob(sha256: string): Promise<Blob | null> {
    const blob = await this.#stores.store.blob(sha256)
    return blob ? new Blob([blob.bytes], { type: blob.type }) : null
  }

  async readReceipt(entity: string): Promise<string | null> {
    return this.#stores.receiptCopy.textOf(this.#stores.store, entity)
  }

  async syncNow(): Promise<Status> {
    await this.#loop.run(true, true)
    return this.status()
  }

  close(): void {
    this.#closed = true
    this.#loop.close()
    this.#channel.close()
    this.#stores.store.close()
  }

  #makeDesk(): Desk {
    const { app = APP_VERSION, http, download, carry, clock, random, ids } = this.#parts
    const { keyOf = keptKey } = this.#parts
    return {
      ...{ app, http, download, carry, pace: new Pace(), clock, random, newId: ids, keyOf },
      ...this.#stores,
      mark: () => this.#mark(),
      tell: (note) => this.#tell(note),
      changed: () => this.#changed(),
      isClosed: () => this.#closed,
    }
  }

  #mark(): void {
    writeMark(this.#parts.world ?? browser, this.#parts.personId, this.#stores.mirror)
  }

  #now(): number {
    return this.#parts.clock.now().getTime()
  }

  #say(said: Partial<Said>): void {
    this.#said = { ...this.#said, ...said }
    this.#tell(statusNote(this.status()))
    this.#changed()
  }

  #tell(note: Note): void {
    if (!this.#closed) this.#channel.post(note)
  }

  #changed(): void {
    if (this.#closed) return
    const status = this.status()
    for (const listener of this.#listeners) listener(status)
  }

  #hear(message: unknown): void {
    if (this.#closed || !isNote(message)) return
    if (message.kind === 'status') this.#said = message.status
    else if (message.kind === 'entry') this.#stores.mirror.add(message.entry)
    else void this.#hearCommit(message)
    this.#changed()
    if (message.kind === 'entry') this.#loop.nudge()
  }

  async #hearCommit(note: CommitNote): Promise<void> {
    this.#stores.copy.heard(this.#stores.mirror, note.commit)
    try {
      await this.#stores.mirror.hear(note)
    } catch (error) {
      // What was missed now is read before the next cycle of this tab.
      if (!(error instanceof StorageError)) throw error
    }
    this.#changed()
  }
}
