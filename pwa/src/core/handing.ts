/** Give a file out of the app: to the share sheet, or to the downloads. */
import { handToDownloads } from './saving'

export type Handed = 'shared' | 'saved' | 'cancelled'

/** Offer a file to other apps; where the browser cannot share it, put it into the downloads. */
export async function share(file: File): Promise<Handed> {
  if (!canShare(file)) return save(file)
  try {
    await navigator.share({ files: [file] })
    return 'shared'
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return 'cancelled'
    // Refused: this kind of file, or too long after the tap.
    return save(file)
  }
}

export function save(file: File): Handed {
  handToDownloads(file, file.name)
  return 'saved'
}

export function canShare(file: File): boolean {
  // Absent on desktops and in old browsers, whatever the type says.
  return 'canShare' in navigator && navigator.canShare({ files: [file] })
}
