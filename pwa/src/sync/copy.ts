/** The second copy of unsent work, in files beside the database (docs/decisions/0012, 0029). */
import { orElse, type Folder } from '@/core/files'
import { inGroups } from '@/core/in-groups'
import { isWaiting, type Entry } from '@/sync/entry'
import { textHash } from '@/sync/hashing'
import { isObject } from '@/sync/reading'
import { NOTHING_WHOLE } from '@/sync/recovering'
import type { Appended, Chain, Cleared, Commit, Kept, Progress } from '@/sync/store'

/** none: this browser cannot keep one · failing: some of what waits stands in the store alone. */
export type CopyState = 'kept' | 'none' | 'failing'

/** The queue as the store has it. */
export interface Queue {
  readonly device: string
  readonly chain: Chain
  readonly entries: readonly Entry[]
  readonly cleared: Cleared | null
  readonly progress: Pick<Progress, 'replaces'>
  /** Declared blobs that the bureau does not hold. */
  readonly missing: ReadonlySet<string>
}

/** By whom a command is kept that was made after a loss, as long as nobody knows what was lost. */
const NOBODY = ''

/** By whom what is made now at this place of the chain is kept. */
export function keeperOf(
  { device, cleared }: Pick<Queue, 'device' | 'cleared'>,
  seq: number,
): string {
  const isOpen = cleared?.part === 'records' && cleared.lost === null
  return isOpen && seq > (cleared.whole ?? NOTHING_WHOLE).to ? NOBODY : device
}

/** The copy never refuses work: what it cannot keep stands in the store alone, and it says so. */
export class QueueCopy {
  readonly #folder: Folder | null
  readonly #there = new Set<string>()
  /** Files that are not whole: whoever wrote them was killed, and never called them saved. */
  readonly #torn = new Set<string>()
  readonly #owed = new Set<string>()
  /** What is being saved just now: the queue does not name it yet. */
  readonly #coming = new Set<string>()
  /** Answered entries that were the newest when they were answered. */
  #answered: readonly Entry[] = []
  /** Files that are not needed any more. They go when a sync is over, which they would delay. */
  readonly #spent = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(folder: Folder | null) {
    this.#folder = folder
  }

  get state(): CopyState {
    if (this.#folder === null) return 'none'
    return this.#owed.size > 0 ? 'failing' : 'kept'
  }

  /** Everything that stands here whole. */
  async read(): Promise<readonly Kept[]> {
    const folder = this.#folder
    if (folder === null) return []
    const names = await orElse(folder.names(), [])
    // Each file has its own time; all at once would share one.
    const found = await inGroups(names, (name) => this.#look(folder, name))
    return found.filter((one) => one !== null)
  }

  /** What cannot be read just now is left alone: it may be whole. */
  async #look(folder: Folder, name: string): Promise<Kept | null> {
    const bytes = await orElse<Uint8Array<ArrayBuffer> | null | undefined>(
      folder.read(name),
      undefined,
    )
    if (bytes === undefined) return null
    const kept = bytes && keptIn(bytes)
    ;(kept ? this.#there : this.#torn).add(name)
    return kept
  }

  /**
   * Save an entry in both places; what the store does not take is not kept here either. `append`
   * resolves once the queue names it.
   */
  async beside(kept: Kept, append: () => Promise<Appended>): Promise<Appended> {
    const name = nameOf(kept.device, kept.entry)
    this.#coming.add(name)
    const writing = this.#write(kept)
    let outcome: Appended | null = null
    try {
      outcome = await append()
      return outcome
    } finally {
      await writing
      this.#coming.delete(name)
      if (outcome !== 'in') await this.#remove(name)
    }
  }

  /**
   * Go after a commit, in the background: what waits comes; what is answered is not needed once its
   * photos are at the bureau. The newest stays even then, as it tells how far the chain had come.
   */
  follow(queue: Queue, commit: Commit): void {
    const entries = commit.entries ?? []
    if (this.#folder === null || entries.length + this.#answered.length === 0) return
    const answered = [...this.#answered, ...entries.filter((entry) => !isWaiting(entry))]
    this.#answered = answered.filter((entry) => isNeeded(queue, entry))
    const gone = answered.filter((entry) => !isNeeded(queue, entry))
    for (const name of namesOf(queue, gone)) {
      this.#spent.add(name)
      this.#owed.delete(name)
    }
    this.#later(queue, entries.filter(isWaiting), [])
  }

  /** Remove what is not needed any more, in the background; what waits again since then stays. */
  sweep(queue: Queue): void {
    if (this.#spent.size === 0) return
    const waiting = new Set(namesOf(queue, queue.entries.filter(isWaiting)))
    const gone = [...this.#spent].filter((name) => !waiting.has(name))
    this.#spent.clear()
    this.#later(queue, [], gone)
  }

  /** Another tab has committed and seen to the files. */
  heard(queue: Queue, { entries = [] }: Commit): void {
    const answered = entries.filter((entry) => !isWaiting(entry))
    for (const name of namesOf(queue, answered)) {
      this.#there.delete(name)
      this.#owed.delete(name)
    }
  }

  /**
   * Make the copy what it must be: at an opening, and when the queue goes under a new device. The old
   * device's stays until the bureau has heard of the new one: a store that is lost before goes on as
   * the old one.
   */
  agree(queue: Queue): void {
    const mine = queue.entries.filter((entry) => isWaiting(entry) || isNeeded(queue, entry))
    const names = new Set(namesOf(queue, mine))
    this.#answered = mine.filter((entry) => !isWaiting(entry))
    const { replaces } = queue.progress
    const isStale = (name: string) =>
      !names.has(name) && !this.#coming.has(name) && !(replaces && name.endsWith(`-${replaces}`))
    this.#spent.clear()
    const stale = [...this.#there, ...this.#torn].filter(isStale)
    this.#later(queue, mine, stale)
  }

  /** Resolves when everything that was begun is done. */
  async settled(): Promise<void> {
    await this.#last
  }

  /** First what comes, then what goes. */
  #later(queue: Queue, come: readonly Entry[], gone: readonly string[]): void {
    const kept = come.map((entry) => keptOf(queue, entry))
    this.#last = this.#last.then(async () => {
      for (const one of kept)
        if (!this.#there.has(nameOf(one.device, one.entry))) await this.#write(one)
      for (const name of gone) await this.#remove(name)
    })
  }

  async #write(kept: Kept): Promise<void> {
    if (this.#folder === null) return
    const name = nameOf(kept.device, kept.entry)
    const isThere = await orElse(
      this.#folder.write(name, bytesOf(kept)).then(() => true),
      false,
    )
    if (!isThere) {
      this.#owed.add(name)
      return
    }
    this.#there.add(name)
    this.#torn.delete(name)
    this.#owed.delete(name)
  }

  async #remove(name: string): Promise<void> {
    this.#owed.delete(name)
    if (this.#folder === null) return
    await orElse(this.#folder.remove(name), undefined)
    this.#there.delete(name)
    this.#torn.delete(name)
  }
}

function isNeeded(queue: Queue, entry: Entry): boolean {
  return isNewest(queue, entry) || entry.blobs.some((sha256) => queue.missing.has(sha256))
}

function isNewest({ chain }: Queue, { seq }: Entry): boolean {
  return seq === chain.nextSeq - 1
}

function keptOf(queue: Queue, entry: Entry): Kept {
  const { seq, hash } = entry
  const chain = isNewest(queue, entry) ? queue.chain : { nextSeq: seq + 1, head: hash }
  return { device: keeperOf(queue, seq), entry, chain, dropDraft: null, receipt: null }
}

function namesOf(queue: Queue, entries: readonly Entry[]): string[] {
  return entries.map((entry) => nameOf(keeperOf(queue, entry.seq), entry))
}

/** Two tabs may make different commands of one seq; the store takes one of them. */
function nameOf(device: string, { seq, hash }: Entry): string {
  return `${seq}-${hash.slice(0, HASH_DIGITS)}-${device}`
}

const HASH_DIGITS = 16

function bytesOf(kept: Kept): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(kept)
  return new TextEncoder().encode(`${textHash(text)}\n${text}`)
}

function keptIn(bytes: Uint8Array<ArrayBuffer>): Kept | null {
  const [hash = '', text = ''] = new TextDecoder().decode(bytes).split('\n')
  if (textHash(text) !== hash) return null
  const raw: unknown = JSON.parse(text)
  return isKept(raw) ? raw : null
}

/** Only what this app wrote carries the hash of its own text. */
function isKept(raw: unknown): raw is Kept {
  return isObject(raw) && typeof raw['device'] === 'string' && isObject(raw['entry'])
}
