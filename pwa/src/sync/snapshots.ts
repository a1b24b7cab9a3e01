/** Starting a scope from chunks: each kept as it came, so that a killed start goes on from there. */
import { turns } from '@/core/turns'
import { fromSnapshot } from '@/sync/change'
import { commitAt, nowAt, type Desk, type Failure } from '@/sync/desk'
import { hexHash } from '@/sync/hashing'
import type { Snapshot } from '@/sync/protocol'
import { isForGood } from '@/sync/refusals'
import { rowsDigest } from '@/sync/digest'
import { unpackChunk } from '@/sync/segments'
import { withSnapshot } from '@/sync/staging'
import type { ChunkRecord } from '@/sync/store'
import { agrees, tallyOf, type Counted } from '@/sync/tallies'

const LANES = 3
/** After so many chunks that were gone or spoilt, pages are asked for until the next start. */
export const MOST_BAD_CHUNKS = 3

type Bytes = Uint8Array<ArrayBuffer>
export type Fetched = { ok: true } | { ok: false; failure: Failure }

/**
 * Load what is missing of the awaited snapshots and stage those that are whole. Ends early when a
 * command was made meanwhile, or the bureau has a newer snapshot: the next contact settles both.
 * `lastAsked` is called when nothing is left to be asked for and the last chunks are on their way.
 */
export async function loadSnapshots(
  desk: Desk,
  fence: number,
  lastAsked: () => void = () => undefined,
): Promise<Fetched> {
  const { awaited } = desk.mirror.staging
  const last = [...awaited.keys()].at(-1)
  for (const [scope, snapshot] of awaited) {
    const allAsked = scope === last ? lastAsked : () => undefined
    const loading = new Loading(desk, fence, { scope, allAsked })
    const end = await loading.run(snapshot)
    if (end === 'stop') return { ok: true }
    if (end !== 'whole') return { ok: false, failure: end }
    await stageWhole(desk, fence, { scope, snapshot, loaded: loading.chunks })
  }
  return { ok: true }
}

interface Wanted {
  readonly scope: string
  readonly allAsked: () => void
}

class Loading {
  /** Verified chunks by name, each unpacked and counted while others come; null could not be read. */
  readonly chunks = new Map<string, Counted | null>()
  readonly #desk: Desk
  readonly #fence: number
  readonly #scope: string
  readonly #madeBefore: number
  readonly #allAsked: () => void
  readonly #unkept: ChunkRecord[] = []
  readonly #inTurn = turns()
  #end: 'stop' | Failure | null = null

  constructor(desk: Desk, fence: number, { scope, allAsked }: Wanted) {
    this.#desk = desk
    this.#fence = fence
    this.#scope = scope
    this.#allAsked = allAsked
    this.#madeBefore = desk.mirror.chain.nextSeq
  }

  async run({ chunks }: Snapshot): Promise<'whole' | 'stop' | Failure> {
    const names = chunks.map(({ sha256 }) => sha256)
    for (const { sha256, bytes } of await this.#desk.store.chunksOf(this.#scope)) {
      const isWanted = names.includes(sha256) && (await hexHash(bytes)) === sha256
      if (isWanted) await this.#unpack(sha256, bytes)
    }
    const left = names.filter((sha256) => !this.chunks.has(sha256))
    const lane = async () => {
      // One is written while the next one comes: a strict commit takes longer than a chunk.
      let kept = Promise.resolve()
      for (let name = left.shift(); name !== undefined; name = left.shift()) {
        const coming = this.#fetch(name)
        if (left.length === 0 && this.#end === null) this.#allAsked()
        const [bytes] = await Promise.all([coming, kept])
        if (bytes !== null) kept = this.#keep(name, bytes)
      }
      await kept
    }
    await Promise.all(Array.from({ length: LANES }, lane))
    return this.#end ?? 'whole'
  }

  /** Null: nothing is asked for any more, or the answer was none. */
  async #fetch(sha256: string): Promise<Bytes | null> {
    if (this.#desk.mirror.chain.nextSeq > this.#madeBefore) this.#end ??= 'stop'
    if (this.#end !== null) return null
    const path = `/api/snapshots/${encodeURIComponent(this.#scope)}/${sha256}`
    const answer = await this.#desk.download(path)
    if (!answer.ok) {
      const isGone = answer.kind === 'refused' && isForGood(answer.status)
      this.#giveUp(isGone ? 'stop' : answer, isGone)
      return null
    }
    const bytes = new Uint8Array(await answer.value.arrayBuffer())
    if ((await hexHash(bytes)) === sha256) return bytes
    this.#giveUp({ kind: 'unreadable' }, true)
    return null
  }

  /** The other lanes stop too; what they have on its way is still kept. */
  #giveUp(end: 'stop' | Failure, isBad: boolean): void {
    if (isBad) this.#desk.mirror.badChunks += 1
    this.#end ??= end
  }

  async #keep(sha256: string, bytes: Bytes): Promise<void> {
    this.#unkept.push({ scope: this.#scope, sha256, bytes })
    await Promise.all([this.#inTurn(() => this.#keepAll()), this.#unpack(sha256, bytes)])
  }

  /** What came while others were written goes together, by one strict commit. */
  async #keepAll(): Promise<void> {
    const chunks = this.#unkept.splice(0)
    if (chunks.length === 0) return
    try {
      await this.#desk.store.keepChunks(this.#fence, nowAt(this.#desk), chunks)
    } catch (error) {
      // The lanes whose chunks went with these are not told, and are to ask for no more.
      this.#end = 'stop'
      throw error
    }
  }

  async #unpack(sha256: string, bytes: Bytes): Promise<void> {
    const chunk = await unpackChunk(sha256, bytes)
    this.chunks.set(sha256, chunk && { ...chunk, digest: rowsDigest(chunk.tbl, chunk.rows) })
  }
}

interface Whole {
  readonly scope: string
  readonly snapshot: Snapshot
  readonly loaded: ReadonlyMap<string, Counted | null>
}

async function stageWhole(desk: Desk, fence: number, { scope, snapshot, loaded }: Whole) {
  const { mirror } = desk
  const chunks = snapshot.chunks.flatMap(({ sha256 }) => loaded.get(sha256) ?? [])
  if (chunks.length === snapshot.chunks.length && agrees(tallyOf(chunks), snapshot.tally)) {
    mirror.staging = withSnapshot(mirror.staging, fromSnapshot(scope, snapshot, chunks))
    return
  }
  mirror.badChunks = MOST_BAD_CHUNKS
  const { progress } = mirror
  await commitAt(desk, fence, { progress: { ...progress, defects: progress.defects + 1 } })
}
