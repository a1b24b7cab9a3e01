/**
 * A folder of small files beside the database, in Cache Storage: Chromium keeps each in a file of the
 * system's, so that a kill harms at most the one that is being written (docs/decisions/0029).
 */
import { StorageError } from '@/core/db'
import { giveUpOldFiles, oldFolder } from '@/core/oldFiles'

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
    const folder = folderIn(await ended(caches.open(path.join('/'))))
    await orElse(moveOld(path, folder), undefined)
    return folder
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
  for (const one of await ended(caches.keys()))
    if (one === name || one.startsWith(`${name}/`)) await ended(caches.delete(one))
  await ended(giveUpOldFiles(name))
}

/** Remove every folder of this browser, and what else is kept beside the database. */
export async function removeEveryFile(): Promise<void> {
  if (!canWriteFiles()) return
  for (const name of await ended(caches.keys())) await ended(caches.delete(name))
  await ended(giveUpOldFiles())
}

/** Absent on pages without HTTPS, in old browsers and outside browsers, whatever the types say. */
function canWriteFiles(): boolean {
  return 'caches' in globalThis
}

function folderIn(cache: Cache): Folder {
  return {
    names: () => ended(namesIn(cache)),
    read: (name) => ended(read(cache, name)),
    write: (name, bytes) => ended(write(cache, name, bytes)),
    remove: (name) => ended(cache.delete(placeOf(name)).then(() => undefined)),
  }
}

/** Nobody ever asks the bureau for such an address. */
function placeOf(name: string): string {
  return `/kept/${encodeURIComponent(name)}`
}

async function namesIn(cache: Cache): Promise<readonly string[]> {
  const places = await cache.keys()
  return places.map(({ url }) => decodeURIComponent(url.slice(url.lastIndexOf('/') + 1)))
}

async function read(cache: Cache, name: string) {
  const kept = await cache.match(placeOf(name))
  return kept ? new Uint8Array(await kept.arrayBuffer()) : null
}

async function write(cache: Cache, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await cache.put(placeOf(name), new Response(bytes))
  // Chromium may say that it is kept before the end of its file is written; who asks for it waits.
  if ((await cache.match(placeOf(name))) === undefined) throw new Error('the file is not there')
}

/** Files of before go where they are safer, one by one, so that it may be broken off. */
async function moveOld(path: readonly string[], folder: Folder): Promise<void> {
  const old = await ended(oldFolder(path))
  if (old === null) return
  const known = new Set(await folder.names())
  for (const name of await ended(old.names()))
    if (!known.has(name)) await folder.write(name, await ended(old.read(name)))
  await ended(old.remove())
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
