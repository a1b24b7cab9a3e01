/** What a browser may do to the database of a person behind the app's back. */
import { deleteDB, openDB, type IDBPDatabase } from 'idb'
import type { Schema } from '@/sync/schema'

/** Delete everything, as a browser does when the phone runs out of space. */
export async function evict(person: string): Promise<void> {
  await deleteDB(nameOf(person))
}

/** Change records past the store. */
export async function tamper<T>(
  person: string,
  deed: (db: IDBPDatabase<Schema>) => Promise<T>,
): Promise<T> {
  const db = await openDB<Schema>(nameOf(person))
  try {
    return await deed(db)
  } finally {
    db.close()
  }
}

function nameOf(person: string): string {
  return `doorstep-${person}`
}
