/** Make a rescue file (docs/protocol.md §8): all that is kept here, sealed to the bureau. */
import { CompactEncrypt, importJWK } from 'jose'
import type { Entry } from '@/sync/entry'
import { envelopeOf, firstStretch } from '@/sync/request'
import type { WireEnvelope } from '@/sync/wire.gen'

export interface Work {
  readonly device: string
  readonly person: string
  readonly madeAt: Date
  /** Every command that is kept here: what the bureau has it passes over. */
  readonly entries: readonly Entry[]
  /** Photos and signatures that the bureau does not hold, by hash. */
  readonly blobs: Iterable<string>
  readonly read: (sha256: string) => Promise<Blob | null>
}

type Told = (done: number, all: number) => void

const MAGIC = 'doorstep-rescue-1\n'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const LENGTH_BYTES = 4

/** Needs no network. Never holds more than one photo in memory; tells how many parts are done. */
export async function makeRescueFile(work: Work, rescueKey: JsonWebKey, tell: Told): Promise<Blob> {
  const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  const batches = batchesOf(work.entries)
  const hashes = [...work.blobs]
  const all = batches.length + hashes.length
  const parts = new Parts(await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']))
  for (const batch of batches) {
    await parts.add(new TextEncoder().encode(JSON.stringify(batch)))
    tell(parts.count, all)
  }
  for (const [n, sha256] of hashes.entries()) {
    const blob = await work.read(sha256)
    if (blob !== null) await parts.add(await blob.arrayBuffer())
    tell(batches.length + n + 1, all)
  }
  const head = {
    ...{ v: 1, device: work.device, person: work.person, made_at: work.madeAt.toISOString() },
    ...{ commands: work.entries.length, batches: batches.length },
    ...{ blobs: parts.count - batches.length, key: base64url(key) },
  }
  return new Blob([MAGIC, await sealedHead(head, rescueKey), '\n', ...parts.pieces])
}

/** The parts of one file: each under a nonce of its own, the number of the part. */
export class Parts {
  readonly pieces: Blob[] = []
  readonly #key: CryptoKey

  constructor(key: CryptoKey) {
    this.#key = key
  }

  get count(): number {
    return this.pieces.length
  }

  async add(plain: BufferSource): Promise<void> {
    const iv = bigEndian(this.count, NONCE_BYTES)
    const cipher = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, this.#key, plain)
    // A Blob of its own, so that the browser may lay it on disk.
    this.pieces.push(new Blob([bigEndian(cipher.byteLength, LENGTH_BYTES), cipher]))
  }
}

interface Batch {
  readonly first_seq: number
  readonly commands: readonly WireEnvelope[]
}

/** The commands as `POST /api/sync` would carry them. */
function batchesOf(entries: readonly Entry[]): Batch[] {
  const batches: Batch[] = []
  for (let rest = entries; rest[0] !== undefined;) {
    const stretch = firstStretch(rest)
    batches.push({ first_seq: rest[0].seq, commands: stretch.map(envelopeOf) })
    rest = rest.slice(stretch.length)
  }
  return batches
}

export async function sealedHead(head: unknown, rescueKey: JsonWebKey): Promise<string> {
  const { kty = '', crv = '', x = '', y = '' } = rescueKey
  const key = await importJWK({ kty, crv, x, y }, 'ECDH-ES')
  return new CompactEncrypt(new TextEncoder().encode(JSON.stringify(head)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .encrypt(key)
}

function bigEndian(number: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  new DataView(bytes.buffer).setUint32(length - 4, number)
  return bytes
}

export function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
