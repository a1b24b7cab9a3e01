/** Base45 (RFC 9285): bytes in the letters that a QR code's alphanumeric mode has. */

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const BASE = LETTERS.length

/** Three letters for two bytes, two for a last odd one. */
export function toBase45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) text += lettersOf(bytes.subarray(at, at + 2))
  return text
}

/** The bytes of a text; null when no bytes are written like this (RFC 9285 §4.3). */
export function fromBase45(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 3) {
    const part = bytesOf(text.slice(at, at + 3))
    if (part === null) return null
    bytes.push(...part)
  }
  return Uint8Array.from(bytes)
}

function lettersOf(pair: Uint8Array): string {
  let n = pair.reduce((sum, byte) => sum * 256 + byte, 0)
  let letters = ''
  for (let left = pair.length; left >= 0; left -= 1) {
    letters += LETTERS.charAt(n % BASE)
    n = Math.floor(n / BASE)
  }
  return letters
}

function bytesOf(letters: string): number[] | null {
  const values = Array.from(letters, (letter) => LETTERS.indexOf(letter))
  if (values.length === 1 || values.includes(-1)) return null
  const n = values.reduceRight((sum, value) => sum * BASE + value, 0)
  if (values.length === 2) return n > 0xff ? null : [n]
  return n > 0xffff ? null : [n >> 8, n & 0xff]
}
