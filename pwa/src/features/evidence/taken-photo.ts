/** A photo of a visit that is still being written. */
import { fieldsOf, itemsOf, numberIn, textIn } from '@/core/shape'

export interface TakenPhoto {
  id: string
  sha256: string
  takenAt: string
  caption: string
  bytes: number
  width: number
  height: number
  /** Kept as the camera made it, because this browser cannot open it. */
  original: boolean
}

export const MOST_PHOTOS = 9

/** Read the photos of a kept draft; what is no photo is left out. */
export function parsePhotos(raw: unknown): TakenPhoto[] {
  return itemsOf(raw).flatMap((item) => {
    const fields = fieldsOf(item)
    const id = textIn(fields, 'id')
    const sha256 = textIn(fields, 'sha256')
    const takenAt = textIn(fields, 'takenAt')
    if (id === null || sha256 === null || takenAt === null) return []

    const number = (key: string) => numberIn(fields, key) ?? 0
    return [
      {
        ...{ id, sha256, takenAt, caption: textIn(fields, 'caption') ?? '' },
        ...{ bytes: number('bytes'), width: number('width'), height: number('height') },
        original: fields.get('original') === true,
      },
    ]
  })
}
