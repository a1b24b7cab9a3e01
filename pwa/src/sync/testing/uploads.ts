/** Uploads by tus 1.0 in memory, written after docs/protocol.md §7 and not after our code. */
import { createHash } from 'node:crypto'
import type { Parcel } from '@/core/http'

interface Open {
  readonly sha256: string
  readonly length: number
  bytes: Uint8Array
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly code?: string
}

export class Uploads {
  /** What arrived, in the order in which it did; a measure of what a break costs. */
  readonly pieces: { place: string; at: number; bytes: number }[] = []
  readonly #open = new Map<string, Open>()
  readonly #lengths = new Map<string, number>()
  readonly #isThere: (sha256: string) => boolean
  readonly #keep: (sha256: string, bytes: Uint8Array) => number
  #made = 0

  /** `keep` takes the whole in and returns its status. */
  constructor(
    isThere: (sha256: string) => boolean,
    keep: (sha256: string, bytes: Uint8Array) => number,
  ) {
    this.#isThere = isThere
    this.#keep = keep
  }

  /** Forget what came, as after a week. */
  expire(): void {
    this.#open.clear()
  }

  async answer({ method, path, headers, body }: Parcel): Promise<Reply> {
    if (headers['Tus-Resumable'] !== '1.0.0') return { status: 412, headers: {} }
    if (method === 'POST') return this.#create(headers)
    const upload = this.#open.get(path)
    if (upload === undefined) return this.#over(method, path)
    if (method === 'HEAD') return { status: 200, headers: this.#standing(upload) }
    return this.#append(path, upload, headers, new Uint8Array((await body?.arrayBuffer()) ?? []))
  }

  #create(headers: Parcel['headers']): Reply {
    const [, encoded = ''] = /^sha256 (.*)$/.exec(headers['Upload-Metadata'] ?? '') ?? []
    const sha256 = Buffer.from(encoded, 'base64').toString()
    const length = Number(headers['Upload-Length'])
    const place = `/api/uploads/${sha256}-${(this.#made += 1)}`
    const upload = { sha256, length, bytes: new Uint8Array() }
    this.#open.set(place, upload)
    this.#lengths.set(place, length)
    return { status: 201, headers: { Location: place, ...this.#standing(upload) } }
  }

  #append(path: string, upload: Open, headers: Parcel['headers'], piece: Uint8Array): Reply {
    const at = Number(headers['Upload-Offset'])
    if (at !== upload.bytes.length) return { status: 409, headers: {} }
    const said = headers['Upload-Checksum']
    const right = `sha256 ${createHash('sha256').update(piece).digest('base64')}`
    if (said !== undefined && said !== right) return { status: 460, headers: {} }
    this.pieces.push({ place: path, at, bytes: piece.length })
    upload.bytes = Buffer.concat([upload.bytes, piece])
    if (upload.bytes.length < upload.length) {
      return { status: 204, headers: this.#standing(upload) }
    }
    const status = this.#keep(upload.sha256, upload.bytes)
    this.#open.delete(path)
    return status === 200
      ? { status: 204, headers: this.#standing(upload) }
      : { status, headers: {}, code: `${status}.42` }
  }

  /** An upload that is over says so as long as the bureau has its whole. */
  #over(method: string, path: string): Reply {
    const length = this.#lengths.get(path)
    const sha256 = /[0-9a-f]{64}/.exec(path)?.[0] ?? ''
    const isThere = method === 'HEAD' && length !== undefined && this.#isThere(sha256)
    const headers = { 'Upload-Offset': String(length), 'Upload-Length': String(length) }
    return isThere ? { status: 200, headers } : { status: 404, headers: {} }
  }

  #standing({ sha256, length, bytes }: Open): Record<string, string> {
    const offset = this.#isThere(sha256) ? length : bytes.length
    return { 'Upload-Offset': String(offset), 'Upload-Length': String(length) }
  }
}
