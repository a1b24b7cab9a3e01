/** Give a file out of the app: to the share sheet, or to the downloads. */
import { handToDownloads } from '@/core/saving'

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

/** 上门办-救援-陈志远-20261123-1042.dsr; signs that a file's name may not hold are left out. */
export function rescueName(person: string, at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  const name = person.replaceAll(/[\\/:*?"<>|\s]/g, '')
  return `上门办-救援-${name}-${day}-${two(at.getHours())}${two(at.getMinutes())}.dsr`
}
