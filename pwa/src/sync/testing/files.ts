/** Folders of files in memory, with what may befall them. */
import { StorageError } from '@/core/db'
import type { Folder } from '@/core/files'

type Bytes = Uint8Array<ArrayBuffer>

export class Files {
  /** Whether writes fail, as on a full phone. */
  isFull = false
  readonly #folders = new Map<string, Map<string, Bytes>>()

  folder(name: string): Folder {
    const files = this.in(name)
    return {
      names: () => Promise.resolve([...files.keys()]),
      read: (file) => Promise.resolve(files.get(file) ?? null),
      write: async (file, bytes) => {
        await Promise.resolve()
        if (this.isFull) throw new StorageError('full', null)
        files.set(file, bytes.slice())
      },
      remove: (file) => Promise.resolve(void files.delete(file)),
    }
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
