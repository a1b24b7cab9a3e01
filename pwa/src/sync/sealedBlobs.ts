/**
 * Photos and signatures, sealed: each under a key of its own, which stands beside it under the seals
 * and, for when the passphrase is forgotten, sealed to the bureau. So the bytes are kept once.
 */
import { keyFrom, opened, sealed, type Bytes } from '@/core/vault/seals'
import type { Sealing } from '@/sync/sealing'
import type { BlobRecord } from '@/sync/store'

export interface SealedBlob extends Omit<BlobRecord, 'bytes'> {
  readonly box: Bytes
  /** The key of `box` under the seals. */
  readonly key: Bytes
  /** The same sealed to the bureau. */
  readonly rescue: string | null
}

const KEY_BYTES = 32

export async function sealBlob(sealing: Sealing, blob: BlobRecord): Promise<SealedBlob> {
  const { bytes, ...rest } = blob
  const raw = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  const box = await sealed(await keyFrom(raw), bondOf(blob.sha256), bytes)
  const key = await sealing.seals.seal('blobs', blob.sha256, raw)
  const rescue = sealing.toBureau && (await sealing.toBureau(raw))
  return { ...rest, box, key, rescue }
}

/** Undefined when it was changed behind the store's back: then there is no such photo. */
export async function openBlob(
  { seals }: Sealing,
  { box, key, ...kept }: SealedBlob,
): Promise<BlobRecord | undefined> {
  const { sha256, type, state, created_at, upload } = kept
  const raw = await seals.open('blobs', sha256, key)
  const bytes = raw && (await opened(await keyFrom(raw), bondOf(sha256), box))
  if (!bytes) return undefined
  return { sha256, type, state, created_at, bytes, ...(upload !== undefined && { upload }) }
}

function bondOf(sha256: string): Bytes {
  return new TextEncoder().encode(`doorstep-blob ${sha256}`)
}
