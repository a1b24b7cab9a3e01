/** A file from camera or gallery becomes a small JPEG with its watermark, or a refusal in words. */
import { isBomb, keptSize, MOST_BYTES, type Size } from './fitting'
import { readHead, type ImageHead } from './image-head'
import { letterHeight, watermarkLines, wrapped, type Watermark } from './watermark'

export interface Picture extends Size {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
}

/** undecodable: a true picture that this browser cannot open; the bureau can, so `original` may go. */
export type Shrunk =
  | { ok: true; picture: Picture }
  | { ok: false; reason: 'not image' | 'too large' | 'broken' }
  | { ok: false; reason: 'undecodable'; original: Picture | null }

const QUALITY = 0.8

/** Shrink at once, when the photo is taken: what is not kept need not be stored or sent. */
export async function shrink(file: Blob, mark: Watermark): Promise<Shrunk> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const head = readHead(bytes)
  if (head === null) return { ok: false, reason: 'not image' }
  // The head is judged before anything is decoded: a bomb must not get that far.
  if (isBomb(head)) return { ok: false, reason: 'too large' }

  const opened = await open(file)
  if (opened === null) return undecodable(head, bytes)
  if (isBomb(opened)) return { ok: false, reason: 'too large' }

  const picture = await drawn(opened, mark)
  return picture === null ? { ok: false, reason: 'broken' } : { ok: true, picture }
}

function undecodable(head: ImageHead, bytes: Uint8Array<ArrayBuffer>): Shrunk {
  if (head.kind !== 'heif') return { ok: false, reason: 'broken' }

  const { width, height } = head
  const original = { bytes, type: 'image/heic', width, height }
  return { ok: false, reason: 'undecodable', original: bytes.length > MOST_BYTES ? null : original }
}

type Opened = ImageBitmap | HTMLImageElement

async function open(file: Blob): Promise<Opened | null> {
  try {
    if ('createImageBitmap' in window) return await createImageBitmap(file)
    return await openAsElement(file)
  } catch {
    // Both ways reject when the browser cannot decode the bytes.
    return null
  }
}

/** Safari below 15 has no createImageBitmap. */
async function openAsElement(file: Blob): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file)
  const image = new Image()
  image.src = url
  try {
    await image.decode()
    return image
  } finally {
    URL.revokeObjectURL(url)
  }
}

async function drawn(opened: Opened, mark: Watermark): Promise<Picture | null> {
  const size = keptSize(opened)
  const canvas = document.createElement('canvas')
  Object.assign(canvas, size)
  const pen = canvas.getContext('2d')
  if (pen === null) return null

  pen.imageSmoothingQuality = 'high'
  // A transparent PNG would turn black as a JPEG.
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, size.width, size.height)
  pen.drawImage(opened, 0, 0, size.width, size.height)
  if ('close' in opened) opened.close()
  burn(pen, size, mark)
  const blob = await jpegOf(canvas)
  if (blob === null) return null
  return { bytes: new Uint8Array(await blob.arrayBuffer()), type: 'image/jpeg', ...size }
}

function burn(pen: CanvasRenderingContext2D, { width, height }: Size, mark: Watermark): void {
  const letters = letterHeight(width)
  const margin = letters * 0.6
  pen.font = `600 ${letters}px system-ui, sans-serif`
  const measure = (text: string) => pen.measureText(text).width
  const lines = wrapped(watermarkLines(mark), width - 2 * margin, measure)
  const strip = lines.length * letters * 1.35 + margin
  pen.fillStyle = 'rgb(0 0 0 / 55%)'
  pen.fillRect(0, height - strip, width, strip)
  pen.fillStyle = '#ffffff'
  pen.textBaseline = 'middle'
  lines.forEach((line, index) => {
    pen.fillText(line, margin, height - strip + margin / 2 + (index + 0.5) * letters * 1.35)
  })
}

function jpegOf(canvas: HTMLCanvasElement): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
}
