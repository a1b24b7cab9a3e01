/** Delete what a phone holds of a person, and all of it where it held nobody else's work. */
import { dropAllKept, forget, keptNames, readKept } from '@/core/device-store'
import { removeEveryFile, removeFolder } from '@/core/files'
import { dropAllMarkers } from '@/core/markers'
import { fieldsOf } from '@/core/shape'
import { dropRecord, peopleWithRecords } from '@/core/vault/records'
import { dropLocked, peopleWithStores } from '@/sync/lockedWork'
import type { Errand } from './orders'

/** The errand that was begun, kept until the bureau has heard that it is done. */
export const ERRAND = 'wipe-errand'
const STAY = 'stay'

/** Returns whether nothing is left here; doing it twice does no harm. */
export async function erase({ person, device }: Errand): Promise<boolean> {
  await dropLocked(person)
  await removeFolder(`doorstep-${person}`)
  await dropRecord(person)
  const isLast = (await peopleHere()).length === 0
  for (const name of await keptNames())
    if (name !== ERRAND && (isLast || name.includes(device))) await forget(name)
  if (isLast) await eraseProgram()
  else await forgetStayOf(person)
  return isLast
}

/** The last thing that goes, with the note that there was an errand. */
export async function eraseRest(): Promise<void> {
  await dropAllKept()
}

async function peopleHere(): Promise<readonly string[]> {
  return [...(await peopleWithStores()), ...peopleWithRecords(await keptNames())]
}

async function forgetStayOf(person: string): Promise<void> {
  if (fieldsOf(await readKept(STAY)).get('person_id') !== person) return
  await forget(STAY)
  await forget('session')
}

async function eraseProgram(): Promise<void> {
  dropAllMarkers()
  await removeEveryFile()
  if (!('serviceWorker' in navigator)) return
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister()
}
