/** Room kept for the day on which the phone is full: given up, it lets the app open and send. */
import { openFolder, orElse } from '@/core/files'

const FOLDER = 'doorstep-ballast'
const NAME = 'ballast'
const BALLAST_BYTES = 32 * 1024 * 1024
/** It is taken only where so many times of it are free. */
const PLENTY = 4

/** Give the room up; returns whether it had been taken. */
export async function dropBallast(): Promise<boolean> {
  const folder = await openFolder(FOLDER)
  if (folder === null) return false
  const names = await orElse(folder.names(), [])
  if (!names.includes(NAME)) return false
  return orElse(
    folder.remove(NAME).then(() => true),
    false,
  )
}

/** Take the room where there is plenty; quietly nothing where the browser has no files. */
export async function takeBallast(): Promise<void> {
  const folder = await openFolder(FOLDER)
  if (folder === null) return
  const { quota = 0, usage = 0 } = await navigator.storage.estimate()
  const names = await orElse(folder.names(), [])
  if (names.includes(NAME) || quota - usage < PLENTY * BALLAST_BYTES) return
  await orElse(folder.write(NAME, new Uint8Array(BALLAST_BYTES)), undefined)
}
