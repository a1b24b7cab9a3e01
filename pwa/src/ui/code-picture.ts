/** Reading a QR code from a picture. */
import { pixelsOfPhoto } from './camera'
import { readQrCode } from './qr-code'

export type Reading = { ok: true; text: string } | { ok: false; why: 'picture' | 'none' }

/** The text of the first QR code in the picture. */
export async function readPicture(picture: Blob): Promise<Reading> {
  const pixels = await pixelsOfPhoto(picture)
  if (pixels === null) return { ok: false, why: 'picture' }
  const text = await readQrCode(pixels)
  return text === null ? { ok: false, why: 'none' } : { ok: true, text }
}
