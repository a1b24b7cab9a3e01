/** Reading a licence's QR code from a photo, where the browser itself can. */
interface Detector {
  detect(source: ImageBitmap): Promise<readonly { rawValue: string }[]>
}

declare global {
  /** Not in every browser, and not in TypeScript's library. */
  var BarcodeDetector: (new (options: { formats: string[] }) => Detector) | undefined
}

export type Reading = { ok: true; text: string } | { ok: false; why: 'unable' | 'picture' | 'none' }

export function canReadPictures(): boolean {
  return globalThis.BarcodeDetector !== undefined
}

/** The text of the first QR code in the picture. */
export async function readPicture(picture: Blob): Promise<Reading> {
  if (globalThis.BarcodeDetector === undefined) return { ok: false, why: 'unable' }

  const bitmap = await bitmapOf(picture)
  if (bitmap === null) return { ok: false, why: 'picture' }
  try {
    const detector = new globalThis.BarcodeDetector({ formats: ['qr_code'] })
    const [code] = await detector.detect(bitmap)
    return code ? { ok: true, text: code.rawValue } : { ok: false, why: 'none' }
  } catch {
    // The service behind the detector is missing on phones without Google's.
    return { ok: false, why: 'unable' }
  } finally {
    bitmap.close()
  }
}

async function bitmapOf(picture: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(picture)
  } catch {
    return null
  }
}
