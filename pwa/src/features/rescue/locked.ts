/** The file of a locked phone, as its lock screen offers it. */
import { clock } from '@/core/clock'
import { bureauKeys } from '@/core/bureau-keys'
import { emptyFolder } from '@/core/files'
import { dropLocked, lockedWork } from '@/sync/lockedWork'
import { rescueName } from './naming'

export interface LockedFile {
  /** Null when nothing waits that was sealed to the bureau. */
  readonly file: File | null
  readonly commands: number
  readonly photos: number
  readonly unsealed: number
  readonly astray: number
  /** What of it there is, to see whether it changed. */
  readonly content: string
  /** Delete what nobody can open any more. */
  readonly drop: () => Promise<void>
}

export async function lockedFile(personId: string): Promise<LockedFile> {
  const work = await lockedWork(personId)
  const { unsealed, astray } = work
  const counts = { commands: work.entries.length, photos: work.photos.length, unsealed, astray }
  const content = [...work.entries.map((one) => one.hash), ...work.photos.map((one) => one.sha256)]
  const drop = async () => {
    await dropLocked(personId)
    for (const name of ['queue', 'photos']) await emptyFolder(`doorstep-${personId}`, name)
  }
  const known = { ...counts, content: content.join(), drop }
  const { rescueKey } = await bureauKeys()
  if (content.length === 0 || rescueKey === null) return { file: null, ...known }

  const madeAt = clock.now()
  const { makeLockedFile } = await import('./making-locked')
  const made = await makeLockedFile(work, { person: personId, madeAt }, rescueKey)
  const file = new File([made], rescueName('', madeAt), { type: 'application/octet-stream' })
  return { file, ...known }
}
