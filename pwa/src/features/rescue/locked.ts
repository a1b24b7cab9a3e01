/** The file of a locked phone, as its lock screen offers it. */
import { clock } from '@/core/clock'
import { readKept } from '@/core/device-store'
import { emptyFolder } from '@/core/files'
import { fieldsOf } from '@/core/shape'
import { dropLocked, lockedWork } from '@/sync/lockedWork'
import { rescueName } from './naming'

export interface LockedFile {
  /** Null when nothing waits that was sealed to the bureau. */
  readonly file: File | null
  readonly commands: number
  readonly photos: number
  readonly unsealed: number
  /** Delete what nobody can open any more. */
  readonly drop: () => Promise<void>
}

export async function lockedFile(personId: string): Promise<LockedFile> {
  const work = await lockedWork(personId)
  const counts = { commands: work.entries.length, photos: work.photos.length }
  const drop = async () => {
    await dropLocked(personId)
    for (const name of ['queue', 'photos']) await emptyFolder(`doorstep-${personId}`, name)
  }
  const key = fieldsOf(await readKept('stay')).get('rescue_key')
  const isEmpty = counts.commands + counts.photos === 0
  if (isEmpty || typeof key !== 'object' || key === null)
    return { file: null, ...counts, unsealed: work.unsealed, drop }

  const madeAt = clock.now()
  const { makeLockedFile } = await import('./making-locked')
  const made = await makeLockedFile(work, { person: personId, madeAt }, key)
  const file = new File([made], rescueName('', madeAt), { type: 'application/octet-stream' })
  return { file, ...counts, unsealed: work.unsealed, drop }
}
