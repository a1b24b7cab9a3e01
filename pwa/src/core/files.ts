/** A folder of small files beside the database, in the origin private file system. */
import { StorageError } from '@/core/db'

export interface Folder {
  names(): Promise<readonly string[]>
  /** Null when there is no such file. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>
  /** Resolves when the whole file stands there, in the place of an earlier one. */
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** One that is not there is removed already. */
  remove(name: string): Promise<void>
}

const TIMEOUT_MS = 5_000

/** Open a folder, made if need be; null where the browser has none that a page can write. */
export async function openFolder(...path: readonly string[]): Promise<Folder | null> {
  if (!canWriteFiles()) return null
  try {
    let folder = await navigator.storage.getDirectory()
    for (const name of path) folder = await folder.getDirectoryHandle(name, { create: true })
    return folderIn(folder)
  } catch {
    // Forbidden, as in some private windows: the same to us as a browser without it.
    return null
  }
}

/** Remove every file of a folder. */
export async function emptyFolder(...path: readonly string[]): Promise<void> {
  const folder = await openFolder(...path)
  for (const name of (await folder?.names()) ?? []) await folder?.remove(name)
}

/** Remove a folder with all that is in it; one that is not there is removed already. */
export async function removeFolder(name: string): Promise<void> {
  if (!canWriteFiles()) return
  const root = await navigator.storage.getDirectory()
  await ended(removeFrom(root, name))
}

/** Remove every folder of this browser. */
export async function removeEveryFile(): Promise<void> {
  if (!canWriteFiles()) return
  const root = await navigator.storage.getDirectory()
  for (const name of await ended(namesIn(root))) await ended(removeFrom(root, name))
}

async function removeFrom(root: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await root.removeEntry(name, { recursive: true })
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

/** Absent on pages without HTTPS, in old browsers and outside browsers, whatever the types say. */
function canWriteFiles(): boolean {
  if (typeof navigator === 'undefined' || !('storage' in navigator)) return false
  if (!('getDirectory' in navigator.storage)) return false
  return (
    typeof FileSystemFileHandle !== 'undefined' &&
    'createWritable' in FileSystemFileHandle.prototype
  )
}

function folderIn(folder: FileSystemDirectoryHandle): Folder {
  return {
    names: () => ended(namesIn(folder)),
    read: (name) => ended(read(folder, name)),
    write: (name, bytes) => ended(write(folder, name, bytes)),
    remove: (name) => ended(remove(folder, name)),
  }
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<readonly string[]> {
  const names: string[] = []
  for await (const name of folder.keys()) names.push(name)
  return names
}

async function read(folder: FileSystemDirectoryHandle, name: string) {
  try {
    const file = await (await folder.getFileHandle(name)).getFile()
    return new Uint8Array(await file.arrayBuffer())
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

async function write(
  folder: FileSystemDirectoryHandle,
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const file = await folder.getFileHandle(name, { create: true })
  const writing = await file.createWritable()
  await writing.write(bytes)
  await writing.close()
}

async function remove(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError'
}

/** Every call ends, in a StorageError if not well: phones were seen never to answer one. */
async function ended<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the file system does not answer')), TIMEOUT_MS)
  })
  try {
    return await Promise.race([work, tooLate])
  } catch (error) {
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError'
    throw new StorageError(isFull ? 'full' : 'unavailable', error)
  } finally {
    clearTimeout(timer)
  }
}

/** The outcome of file work that may fail without harm. */
export async function orElse<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof StorageError) return otherwise
    throw error
  }
}
