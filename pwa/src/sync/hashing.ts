/** SHA-256, of bytes by the browser and of texts at once. */
import { sha256 as sha256AtOnce } from '@noble/hashes/sha2.js'

/** Of photos and chunks. Never awaited inside a transaction: that would end it. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

/** The same as hex digits. */
export async function hexHash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexOf(await sha256(bytes))
}

/** Of a command's text, as hex digits. */
export function textHash(text: string): string {
  return hexOf(sha256AtOnce(new TextEncoder().encode(text)))
}

function hexOf(hash: Uint8Array): string {
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
