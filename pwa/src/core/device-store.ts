import { deleteDB, openDB, type IDBPDatabase } from 'idb'

const DATABASE = 'doorstep'
const KEPT = 'kept'

/** Read what this browser keeps under a key, or null. */
export async function readKept(key: string): Promise<unknown> {
  const value: unknown = await withDatabase((database) => database.get(KEPT, key))
  return value ?? null
}

/** Keep a value in this browser; it survives reloads and needs no network. */
export async function keep(key: string, value: unknown): Promise<void> {
  await withDatabase((database) => database.put(KEPT, value, key))
}

/** Keep a value unless something is kept under the key already; gives what is kept now. */
export async function keepFirst(key: string, value: unknown): Promise<unknown> {
  return withDatabase(async (database) => {
    const tx = database.transaction(KEPT, 'readwrite')
    const held: unknown = await tx.store.get(key)
    if (held === undefined) await tx.store.put(value, key)
    await tx.done
    return held ?? value
  })
}

/** Put another value under a key, made of what stands there now; false where `change` gives none. */
export async function changeKept(key: string, change: (now: unknown) => unknown): Promise<boolean> {
  return withDatabase(async (database) => {
    const tx = database.transaction(KEPT, 'readwrite')
    const next = change(await tx.store.get(key))
    if (next !== undefined) await tx.store.put(next, key)
    await tx.done
    return next !== undefined
  })
}

/** Forget what is kept under a key. */
export async function forget(key: string): Promise<void> {
  await withDatabase((database) => database.delete(KEPT, key))
}

/** Under which keys this browser keeps something. */
export async function keptNames(): Promise<readonly string[]> {
  const names = await withDatabase((database) => database.getAllKeys(KEPT))
  return names.map(String)
}

/** Forget all that is kept. */
export async function dropAllKept(): Promise<void> {
  await deleteDB(DATABASE)
}

/** The device id which this browser uses for a login name or a person id, if it has one. */
export async function deviceOf(owner: string): Promise<string | null> {
  const device = (await readKept(await deviceKey(owner))) ?? (await readKept(openKey(owner)))
  return typeof device === 'string' ? device : null
}

export async function keepDevice(owner: string, device: string): Promise<void> {
  await keep(await deviceKey(owner), device)
  await forget(openKey(owner))
}

/** A login name stands here as its hash: whoever finds the phone shall not read who works on it. */
async function deviceKey(owner: string): Promise<string> {
  const text = new TextEncoder().encode(`doorstep device of ${owner}`)
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', text))
  return `device:${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/** Where it stood before. */
function openKey(owner: string): string {
  return `device:${owner}`
}

/** Open for one use: phones close databases that stand open in the background. */
async function withDatabase<T>(use: (database: IDBPDatabase) => Promise<T>): Promise<T> {
  const database = await openDB(DATABASE, 1, {
    upgrade: (fresh) => {
      fresh.createObjectStore(KEPT)
    },
  })
  try {
    return await use(database)
  } finally {
    database.close()
  }
}
