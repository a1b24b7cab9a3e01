/** The second copy of photos and signatures that the bureau does not have (docs/decisions/0012). */
import { orElse, type Folder } from '@/core/files'
import { hexHash } from '@/sync/hashing'
import type { BlobRecord, Commit, Store } from '@/sync/store'

const UNSENT = ['local', 'pending', 'refused'] as const

interface GivingBack {
  readonly declared: ReadonlySet<string>
  /** Whether everything was lost. */
  readonly isCleared: boolean
  readonly now: number
}

export class PhotoCopy {
  readonly #folder: Folder | null
  readonly #owed = new Set<string>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(folder: Folder | null) {
    this.#folder = folder
  }

  get isFailing(): boolean {
    return this.#owed.size > 0
  }

  /** Keep a photo here too; what cannot be kept stands in the store alone. */
  async keep({ sha256, bytes, type }: BlobRecord): Promise<void> {
    if (this.#folder === null) return
    const written = this.#folder.write(nameOf(sha256, type), bytes)
    const isThere = await orElse(
      written.then(() => true),
      false,
    )
    if (isThere) this.#owed.delete(sha256)
    else this.#owed.add(sha256)
  }

  /** Go after a commit, in the background: what the bureau has, or never gets, goes. */
  follow({ blobs }: Commit): void {
    const gone = [...(blobs ?? [])].filter(([, state]) => state === 'stored' || state === 'aside')
    if (this.#folder === null || gone.length === 0) return
    const hashes = new Set(gone.map(([sha256]) => sha256))
    this.#last = this.#last.then(() => this.#remove((sha256) => hashes.has(sha256)))
  }

  /**
   * Give a store back what it lacks: the photos that its queue declares, and all of them where
   * everything was lost. Photos of commands that are known to be unsent may be sent at once.
   */
  async giveBack(store: Store, { declared, isCleared, now }: GivingBack): Promise<void> {
    if (this.#folder === null) return
    const held = await heldBy(store)
    for (const name of await orElse(this.#folder.names(), [])) {
      const { sha256, type } = partsOf(name)
      if (held.has(sha256) || !(isCleared || declared.has(sha256))) continue
      const bytes = await orElse(this.#folder.read(name), null)
      // A torn file was never called saved.
      if (bytes === null || (await hexHash(bytes)) !== sha256) continue
      const state = declared.has(sha256) ? 'pending' : 'local'
      await store.putBlob({ sha256, bytes, type, state, created_at: now })
    }
  }

  /** Make the copy what it must be, in the background. */
  agree(store: Store): void {
    if (this.#folder === null) return
    this.#last = this.#last.then(() => orElse(this.#agree(store), undefined))
  }

  async settled(): Promise<void> {
    await this.#last
  }

  async #agree(store: Store): Promise<void> {
    const unsent = new Set(await store.blobsIn(...UNSENT))
    await this.#remove((sha256) => !unsent.has(sha256))
    for (const name of await this.#names()) {
      const { sha256 } = partsOf(name)
      if (!(await this.#isTorn(name, sha256))) unsent.delete(sha256)
    }
    for (const sha256 of unsent) {
      const blob = await store.blob(sha256)
      if (blob) await this.keep(blob)
    }
  }

  /** Whoever wrote it was killed; what cannot be read just now may be whole. */
  async #isTorn(name: string, sha256: string): Promise<boolean> {
    if (this.#folder === null) return false
    const isWhole = this.#folder
      .read(name)
      .then(async (bytes) => bytes !== null && (await hexHash(bytes)) === sha256)
    return !(await orElse(isWhole, true))
  }

  async #names(): Promise<readonly string[]> {
    return this.#folder === null ? [] : orElse(this.#folder.names(), [])
  }

  async #remove(isGone: (sha256: string) => boolean): Promise<void> {
    for (const name of await this.#names()) {
      const { sha256 } = partsOf(name)
      if (!isGone(sha256)) continue
      this.#owed.delete(sha256)
      if (this.#folder !== null) await orElse(this.#folder.remove(name), undefined)
    }
  }
}

async function heldBy(store: Store): Promise<ReadonlySet<string>> {
  const states = [...UNSENT, 'stored', 'aside'] as const
  return new Set(await store.blobsIn(...states))
}

/** The hash by which a torn file is known, and the type that its bytes do not say. */
function nameOf(sha256: string, type: string): string {
  return `${sha256}.${type.replace('/', '.')}`
}

function partsOf(name: string): { sha256: string; type: string } {
  const [sha256 = '', ...type] = name.split('.')
  return { sha256, type: type.join('/') }
}
