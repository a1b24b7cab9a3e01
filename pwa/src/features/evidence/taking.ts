/** Taking a photo: shrunk, marked and in the phone's store before it is shown. */
import type { Saved } from '@/sync/client'
import { shrink, type Picture } from './shrinking'
import type { TakenPhoto } from './taken-photo'
import type { Watermark } from './watermark'

export interface Taking {
  id: string
  file: File
  mark: Watermark
  keep: (bytes: Uint8Array<ArrayBuffer>, type: string) => Promise<Saved<string>>
  /** Ask whether a picture that cannot be opened here shall go up as it is. */
  askForOriginal: () => Promise<boolean>
}

export type Refused = 'not image' | 'too large' | 'broken' | 'undecodable' | 'full' | 'unavailable'

export type Taken = { ok: true; photo: TakenPhoto } | { ok: false; reason: Refused | 'declined' }

const FIRST_CAMERA_PHONES = Date.UTC(2000, 0, 1)

/** When a picture from the gallery was made, by its file; a file without a true date counts as new. */
export function madeAt(lastModifiedMs: number, now: Date): Date {
  const isTrue = lastModifiedMs >= FIRST_CAMERA_PHONES && lastModifiedMs <= now.getTime()
  return isTrue ? new Date(lastModifiedMs) : now
}

export async function takePhoto(taking: Taking): Promise<Taken> {
  const shrunk = await shrink(taking.file, taking.mark)
  if (shrunk.ok) return keepPicture(taking, shrunk.picture, false)
  if (shrunk.reason !== 'undecodable') return { ok: false, reason: shrunk.reason }
  if (shrunk.original === null) return { ok: false, reason: 'undecodable' }
  if (!(await taking.askForOriginal())) return { ok: false, reason: 'declined' }
  return keepPicture(taking, shrunk.original, true)
}

async function keepPicture(taking: Taking, picture: Picture, original: boolean): Promise<Taken> {
  const { bytes, type, width, height } = picture
  const saved = await taking.keep(bytes, type)
  if (!saved.ok) return { ok: false, reason: saved.reason }

  const { id, mark } = taking
  return {
    ok: true,
    photo: {
      ...{ id, sha256: saved.value, takenAt: mark.at.toISOString(), caption: '' },
      ...{ bytes: bytes.length, width, height, original },
    },
  }
}
