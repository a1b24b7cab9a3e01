/** What a file really is, and how many pixels it claims, read from its first bytes. */
export type ImageKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'heif'

export interface ImageHead {
  readonly kind: ImageKind
  /** Zero where the file does not say. */
  readonly width: number
  readonly height: number
}

const HEIF_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1', 'avif']

/** The head of a picture, or null when the bytes are no picture at all. */
export function readHead(bytes: Uint8Array): ImageHead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 30) return null
  if (starts(bytes, [0xff, 0xd8, 0xff])) return { kind: 'jpeg', ...jpegSize(view) }
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47])) return { kind: 'png', ...sizeAt(view, 16) }
  if (textAt(bytes, 0) === 'RIFF' && textAt(bytes, 8) === 'WEBP') return webpHead(view)
  if (textAt(bytes, 0) === 'GIF8') {
    return { kind: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true) }
  }
  if (starts(bytes, [0x42, 0x4d])) {
    const height = Math.abs(view.getInt32(22, true))
    return { kind: 'bmp', width: view.getInt32(18, true), height }
  }
  const isHeif = textAt(bytes, 4) === 'ftyp' && HEIF_BRANDS.includes(textAt(bytes, 8))
  return isHeif ? { kind: 'heif', ...heifSize(bytes, view) } : null
}

type Size = Pick<ImageHead, 'width' | 'height'>

const UNKNOWN: Size = { width: 0, height: 0 }

function sizeAt(view: DataView, at: number): Size {
  return { width: view.getUint32(at), height: view.getUint32(at + 4) }
}

/** The size stands in the first frame header; the segments before it are skipped over. */
function jpegSize(view: DataView): Size {
  let at = 2
  while (at + 9 < view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1)
    if (isFrame(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    }
    // A marker may be preceded by any number of fill bytes.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return UNKNOWN
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

function webpHead(view: DataView): ImageHead {
  const three = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_0000
  switch (view.getUint8(15)) {
    case 0x58:
      return { kind: 'webp', width: three(24) + 1, height: three(27) + 1 }
    case 0x4c: {
      const packed = view.getUint32(21, true)
      return { kind: 'webp', width: (packed & 0x3fff) + 1, height: ((packed >> 14) & 0x3fff) + 1 }
    }
    default:
      return {
        kind: 'webp',
        width: view.getUint16(26, true) & 0x3fff,
        height: view.getUint16(28, true) & 0x3fff,
      }
  }
}

const HEIF_META_BYTES = 64 * 1024

/** Tiles and thumbnails carry a size too; the largest one is that of the picture. */
function heifSize(bytes: Uint8Array, view: DataView): Size {
  let largest = UNKNOWN
  const end = Math.min(bytes.length, HEIF_META_BYTES) - 16
  for (let at = 0; at < end; at += 1) {
    if (bytes[at] !== 0x69 || textAt(bytes, at) !== 'ispe') continue
    const size = sizeAt(view, at + 8)
    if (size.width * size.height > largest.width * largest.height) largest = size
  }
  return largest
}

function starts(bytes: Uint8Array, head: readonly number[]): boolean {
  return head.every((byte, index) => bytes[index] === byte)
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
