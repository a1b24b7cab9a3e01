/** One tab of a replayed phone: the real core over its real store, with the network in our hands. */
import { request, requestBytes, type Request } from '@/core/http'
import { contactBureau, type Contacted } from '@/sync/contact'
import { commitAt, type Desk } from '@/sync/desk'
import { QueueCopy } from '@/sync/copy'
import { isWaiting, type Entry } from '@/sync/entry'
import { openStore } from '@/sync/indexed'
import { Issuing, type Issued, type IssueWish } from '@/sync/issuing'
import { Mending } from '@/sync/mending'
import { Mirror } from '@/sync/mirror'
import { entryNote, type Note } from '@/sync/notes'
import { Pace } from '@/sync/pace'
import { PhotoCopy } from '@/sync/photoCopy'
import { ReceiptCopy } from '@/sync/receiptCopy'
import { prunable } from '@/sync/pruning'
import { loadSnapshots } from '@/sync/snapshots'
import { sealsFor } from '@/sync/testing/seals'
import { readMark, writeMark } from '@/sync/sentinel'
import type { KeyOf } from '@/sync/signing'
import { FencedError, type Lease, type Proof, type Store } from '@/sync/store'
import { MAX_COMMANDS } from '@/sync/wire.gen'
import { browser, type World } from '@/sync/world'

/** What the tabs of one phone share. */
export interface Place {
  readonly person: string
  readonly device: string
  readonly key: JsonWebKey
  /** The key of each device of the phone. */
  readonly keyOf: KeyOf
  /** What the phone's clock shows, in ms since 1970. */
  now: number
  /** The id that the next command or device gets. */
  nextId: string
  readonly world: World
  readonly tell: (from: ReplayedTab, note: Note) => void
}

/** What is the same in every right client; as `summary` in tests/simulation/recording.py. */
export interface Summary {
  readonly device: string
  readonly chain: readonly [nextSeq: number, head: string]
  readonly epoch: string
  readonly last_receipt: number
  readonly durable_through: number
  readonly replaces: string | null
  readonly proof: Proof | null
  readonly defects: number
  readonly scopes: Readonly<Record<string, readonly [number, string, number, string | null]>>
  readonly outbox: readonly string[]
  readonly overlaid: Readonly<Record<string, unknown>>
}

/** The bytes of a chunk as they came, null where it was gone, undefined where nothing came. */
type ChunkOf = (name: string) => Uint8Array<ArrayBuffer> | null | undefined

interface Flight<T> {
  readonly lease: Lease
  readonly landed: Promise<T>
}

export class ReplayedTab {
  readonly mirror: Mirror
  readonly #place: Place
  readonly #store: Store
  readonly #desk: Desk
  readonly #issuing: Issuing
  #flight: Flight<Contacted | null> | null = null
  #answer: (text: string | null) => void = () => undefined
  #asked: (body: unknown) => void = () => undefined

  static async open(place: Place): Promise<ReplayedTab> {
    const { person, device, key: receiptKey, world, now } = place
    const store = openStore(person, { seals: await sealsFor(person), toBureau: null })
    const mirror = new Mirror(store, {
      ...{ device, keys: { receiptKey, rescueKey: null }, kept: [], now },
      marker: readMark(world, person),
    })
    await mirror.reload()
    if (writeMark(world, person, mirror)) await store.noteMarker()
    return new ReplayedTab(place, store, mirror)
  }

  private constructor(place: Place, store: Store, mirror: Mirror) {
    const clock = { now: () => new ChineseDate(place.now) }
    const ids = () => place.nextId
    this.#place = place
    this.#store = store
    this.mirror = mirror
    this.#issuing = new Issuing({
      store,
      mirror,
      copy: new QueueCopy(null),
      receiptCopy: new ReceiptCopy(null),
      clock,
      ids,
      keyOf: place.keyOf,
    })
    this.#desk = {
      ...{ copy: new QueueCopy(null), photoCopy: new PhotoCopy(null) },
      ...{ app: 'replay', store, mirror, clock, newId: ids, pace: new Pace(), random: () => 0 },
      keyOf: place.keyOf,
      http: (...asked) => this.#ask(...asked),
      download: requestBytes,
      carry: () => Promise.reject(new Error('the traces have no photos')),
      mark: () => void writeMark(place.world, place.person, mirror),
      tell: (note) => place.tell(this, note),
      changed: () => undefined,
      isClosed: () => false,
    }
  }

  async issue(wish: IssueWish): Promise<Issued> {
    const issued = await this.#issuing.issue(wish)
    if (!issued.ok) return issued
    this.#desk.mark()
    this.#place.tell(this, entryNote(issued.entry))
    return issued
  }

  /** Begin a contact; returns what it asks of the bureau. */
  async ask(): Promise<unknown> {
    const { mirror } = this
    const lease = await this.#store.takeLease('a tab', this.#place.now, true)
    if (lease === null) throw new Error('a sure lease is always given')
    await mirror.standAt(lease)
    const asked = new Promise((resolve) => (this.#asked = resolve))
    const landed = contactBureau(this.#desk, lease.fence, MAX_COMMANDS).catch(unlessFenced)
    this.#flight = { lease, landed }
    return asked
  }

  /** Let the answer to the last `ask` arrive, null for none; null when another tab has the lease. */
  async hear(text: string | null): Promise<Contacted | null> {
    const { mirror } = this
    if (this.#flight === null) throw new Error('nothing was asked')
    const { lease, landed } = this.#flight
    this.#answer(text)
    const contacted = await landed
    if (!contacted?.ok) return contacted
    // As at the end of a cycle, but for what a calendar lets a phone forget.
    const { progress, entries } = mirror
    const { durableThrough } = progress
    const pruned = prunable(entries, { durableThrough, now: 0, missing: new Set() })
    const commit = commitAt(this.#desk, lease.fence, { progress, pruned })
    return await commit.then(() => contacted).catch(unlessFenced)
  }

  /** Load the awaited chunks under the lease of the last contact; returns which were asked for. */
  async load(chunkOf: ChunkOf): Promise<readonly string[]> {
    if (this.#flight === null) throw new Error('nothing was asked')
    const asked: string[] = []
    globalThis.fetch = (path) => {
      const name = (typeof path === 'string' && path.split('/').at(-1)) || ''
      asked.push(name)
      const bytes = chunkOf(name)
      if (bytes === undefined) return Promise.reject(new TypeError('no answer came'))
      return Promise.resolve(new Response(bytes, { status: bytes === null ? 404 : 200 }))
    }
    await loadSnapshots(this.#desk, this.#flight.lease.fence)
    return asked
  }

  /** Repair a scope under the lease of the last contact; returns what was asked for. */
  async mend(scope: string, text: string | null): Promise<unknown> {
    const asked = new Promise((resolve) => (this.#asked = resolve))
    const fence = this.#flight?.lease.fence ?? 0
    const mending = new Mending(this.#desk, fence).mend([scope])
    const body = await Promise.race([asked, mending])
    this.#answer(text)
    await mending
    return body
  }

  close(): void {
    this.#store.close()
  }

  /** Carry a request by the app's own door as far as `fetch`, which waits for the trace. */
  async #ask(...asked: Parameters<Request>): ReturnType<Request> {
    const arriving = new Promise<string | null>((resolve) => (this.#answer = resolve))
    globalThis.fetch = async (_, init) => {
      const said: unknown = JSON.parse(typeof init?.body === 'string' ? init.body : 'null')
      this.#asked(said)
      const text = await arriving
      if (text === null) throw new TypeError('no answer came')
      const status = text.startsWith('{"code"') ? 409 : 200
      return new Response(text, { status, headers: { 'Content-Type': 'application/json' } })
    }
    return request(...asked)
  }
}

function unlessFenced(error: unknown): null {
  if (error instanceof FencedError) return null
  throw error
}

/** What stands in the store, read anew as a tab does that is opened now. */
export async function summaryOf(place: Place): Promise<Summary> {
  const tab = await ReplayedTab.open(place)
  const { device, chain, progress, replica, entries } = tab.mirror
  tab.close()
  const scopes = Object.entries(progress.scopes).map(([scope, { seq, tag }]) => {
    const { rows, digest } = replica.tally(scope)
    return [scope, [seq, tag, rows, digest] as const] as const
  })
  const unsettled = entries.filter(({ settled }) => !settled)
  const overlaid = new Set(unsettled.flatMap(({ previews }) => previews.map(({ id }) => id)))
  return {
    ...{ device, chain: [chain.nextSeq, chain.head], epoch: progress.epoch ?? '' },
    ...{ last_receipt: progress.lastReceipt, durable_through: progress.durableThrough },
    ...{ replaces: progress.replaces, proof: progress.proof, defects: progress.defects },
    scopes: Object.fromEntries(scopes),
    outbox: entries.map(line),
    overlaid: Object.fromEntries(
      [...overlaid].map((id) => [id, replica.table('note').get(id) ?? null]),
    ),
  }
}

function line(entry: Entry): string {
  const word = isWaiting(entry) ? 'waits' : entry.result?.status
  return `${entry.seq} ${word}${entry.settled ? '' : ' unsettled'}`
}

/** Phones and vectors of the other core stand eight hours east, wherever this test runs. */
export class ChineseDate extends Date {
  override getTimezoneOffset(): number {
    return -480
  }
}

/** A browser whose markers stand in a map. */
export function worldWith(markers: Map<string, string>): World {
  return {
    ...browser,
    recall: (name) => markers.get(name) ?? null,
    remember: (name, text) => markers.set(name, text).get(name) === text,
  }
}
