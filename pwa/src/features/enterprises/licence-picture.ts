/** Reading a licence's QR code from a photo. */
import { pixelsOfPhoto } from '@/ui/camera'
import { readQrCode } from '@/ui/qr-code'

export type Reading = { ok: true; text: string } | { ok: false; why: 'picture' | 'none' }

/** The text of the first QR code in the picture. */
export async function readPicture(picture: Blob): Promise<Reading> {
  const pixels = await pixelsOfPhoto(picture)
  if (pixels === null) return { ok: false, why: 'picture' }
  const text = await readQrCode(pixels)
  return text === null ? { ok: false, why: 'none' } : { ok: true, text }
}
