/** Folders of files in memory, with what may befall them. */
import { StorageError } from '@/core/db'
import type { Folder } from '@/core/files'

type Bytes = Uint8Array<ArrayBuffer>

export class Files {
  /** Whether writes fail, as on a full phone. */
  isFull = false
  /** After so many more changes of files the browser is killed, and no further one is made. */
  killedAfter = Infinity
  onKilled: () => void = () => undefined
  readonly #folders = new Map<string, Map<string, Bytes>>()

  folder(name: string): Folder {
    const files = this.in(name)
    return {
      names: () => Promise.resolve([...files.keys()]),
      read: (file) => Promise.resolve(files.get(file) ?? null),
      write: async (file, bytes) => {
        await Promise.resolve()
        if (this.isFull) throw new StorageError('full', null)
        await this.#alive()
        files.set(file, bytes.slice())
      },
      remove: async (file) => {
        await this.#alive()
        files.delete(file)
      },
    }
  }

  /** Of a browser that was killed nobody hears again. */
  async #alive(): Promise<void> {
    this.killedAfter -= 1
    if (this.killedAfter >= 0) return
    this.onKilled()
    await new Promise(() => undefined)
  }

  /** What stands in a folder. */
  in(name: string): Map<string, Bytes> {
    const known = this.#folders.get(name) ?? new Map<string, Bytes>()
    this.#folders.set(name, known)
    return known
  }

  /** Cut every file of a folder in half whose name begins so. */
  tear(folder: string, start: string): void {
    const files = this.in(folder)
    for (const [name, bytes] of files)
      if (name.startsWith(start)) files.set(name, bytes.slice(0, bytes.length / 2))
  }

  lose(folder: string, start: string): void {
    for (const name of [...this.in(folder).keys()])
      if (name.startsWith(start)) this.in(folder).delete(name)
  }
}
