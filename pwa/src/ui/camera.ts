/** The camera at the back of the phone, and pictures as pixels to look for a code in. */

/** `denied`: by the person or the system; `missing`: none, or no secure page; `taken`: by another app. */
export type CameraFault = 'denied' | 'missing' | 'taken'
export type CameraAnswer = { ok: true; stream: MediaStream } | { ok: false; why: CameraFault }

/** The longer side, in pixels, beyond which a picture tells a reader of codes nothing more. */
const ENOUGH = 2400

const ASKED: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
}

/** Ask for the camera; whoever gets it must release it. */
export async function openCamera(): Promise<CameraAnswer> {
  if (!('mediaDevices' in navigator)) return { ok: false, why: 'missing' }
  try {
    return { ok: true, stream: await navigator.mediaDevices.getUserMedia(ASKED) }
  } catch (error) {
    return { ok: false, why: faultOf(error) }
  }
}

export function releaseCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

/** What the camera sees at this moment; null before its first picture. */
export function frameOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | null {
  return pixelsOf(video, [video.videoWidth, video.videoHeight], canvas)
}

/** A photo as pixels; null when the browser cannot open it. */
export async function pixelsOfPhoto(photo: Blob): Promise<ImageData | null> {
  try {
    const bitmap = await createImageBitmap(photo)
    const pixels = pixelsOf(bitmap, [bitmap.width, bitmap.height], document.createElement('canvas'))
    bitmap.close()
    return pixels
  } catch {
    return null
  }
}

function pixelsOf(
  source: CanvasImageSource,
  [width, height]: readonly [number, number],
  canvas: HTMLCanvasElement,
): ImageData | null {
  if (width === 0 || height === 0) return null
  const scale = Math.min(1, ENOUGH / Math.max(width, height))
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  const pen = canvas.getContext('2d', { willReadFrequently: true })
  pen?.drawImage(source, 0, 0, canvas.width, canvas.height)
  return pen?.getImageData(0, 0, canvas.width, canvas.height) ?? null
}

function faultOf(error: unknown): CameraFault {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotReadableError' || name === 'AbortError' ? 'taken' : 'missing'
}
