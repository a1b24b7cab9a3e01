/** One photo up by tus 1.0: in pieces, and after every break from where the bureau stands. */
import type { Carry, Delivered, Parcel, Refusal, Refused } from '@/core/http'
import { hexHash, sha256 } from '@/sync/hashing'
import type { Pace } from '@/sync/pace'
import type { BlobRecord } from '@/sync/store'

export interface Way {
  readonly carry: Carry
  readonly pace: Pace
  readonly nowMs: () => number
  /** Keep the address beside the blob, so that a killed app goes on there. */
  readonly remember: (place: string) => Promise<void>
  /** Tells how many bytes the bureau has. */
  readonly moved: (offset: number) => void
}

/** unknown: this bureau takes photos only whole. */
export type NotUploaded = Refusal | { ok: false; kind: 'unknown' }
export type Uploaded = { ok: true } | NotUploaded

const ROOT = '/api/uploads'
const SPOKEN = { 'Tus-Resumable': '1.0.0' }
/** Breaks one after the other in which nothing moved; then the link is given some rest. */
const MOST_BREAKS = 2
const OTHER_OFFSET = 409
const DAMAGED_PIECE = 460
const DAMAGED_WHOLE = '422.42'
const GONE = [404, 410]

interface Spot {
  readonly ok: true
  readonly place: string
  readonly offset: number
}

/** How one upload has gone so far. */
interface Trip {
  place: string | null
  /** The furthest offset met after a break. */
  reached: number
  breaks: number
  /** Whether pieces carry checksums, as after damage on the way. */
  isChecked: boolean
}

/** Send what the bureau lacks of a photo. */
export async function upload(way: Way, blob: BlobRecord): Promise<Uploaded> {
  const trip: Trip = { place: blob.upload ?? null, reached: -1, breaks: 0, isChecked: false }
  let sent = await goOn(way, blob, trip)
  while (!sent.ok && trip.breaks < MOST_BREAKS && (await isBreak(sent, blob))) {
    trip.breaks += 1
    if (sent.kind === 'network') way.pace.learn('cut')
    if (sent.kind === 'refused' && isDamage(sent)) trip.isChecked = true
    sent = await goOn(way, blob, trip)
  }
  return sent
}

async function goOn(way: Way, blob: BlobRecord, trip: Trip): Promise<Uploaded> {
  const spot = await spotOf(way, blob, trip.place)
  if (!spot.ok) return spot

  if (spot.offset > trip.reached) trip.breaks = 0
  trip.place = spot.place
  trip.reached = Math.max(trip.reached, spot.offset)
  return sendFrom(way, blob, spot, trip.isChecked)
}

/** Where to go on: where the bureau stands with a known upload, or at the start of a new one. */
async function spotOf(
  way: Way,
  blob: BlobRecord,
  place: string | null,
): Promise<Spot | NotUploaded> {
  if (place === null) return begin(way, blob)
  const said = await way.carry({ method: 'HEAD', path: place, headers: SPOKEN })
  if (said.ok) return spotIn(said, place)
  return said.kind === 'refused' && GONE.includes(said.status) ? begin(way, blob) : said
}

async function begin(way: Way, blob: BlobRecord): Promise<Spot | NotUploaded> {
  const headers = {
    ...SPOKEN,
    'Upload-Length': String(blob.bytes.length),
    'Upload-Metadata': `sha256 ${btoa(blob.sha256)}`,
  }
  const said = await way.carry({ method: 'POST', path: ROOT, headers })
  if (!said.ok) {
    return said.kind === 'refused' && said.status === 404 ? { ok: false, kind: 'unknown' } : said
  }
  const place = said.header('Location') ?? ''
  // What is no address of ours came from a page between us and the bureau.
  if (!place.startsWith(`${ROOT}/`)) return { ok: false, kind: 'network' }
  await way.remember(place)
  return spotIn(said, place, 0)
}

async function sendFrom(
  way: Way,
  blob: BlobRecord,
  from: Spot,
  isChecked: boolean,
): Promise<Uploaded> {
  let at = from.offset
  way.moved(at)
  while (at < blob.bytes.length) {
    const piece = blob.bytes.subarray(at, at + way.pace.piece)
    const began = way.nowMs()
    const said = await way.carry(await parcelOf(from.place, at, piece, isChecked))
    if (!said.ok) return said
    const spot = spotIn(said, from.place)
    if (!spot.ok || spot.offset <= at) return { ok: false, kind: 'network' }
    way.pace.learn({ bytes: spot.offset - at, ms: way.nowMs() - began })
    at = spot.offset
    way.moved(at)
  }
  return { ok: true }
}

async function parcelOf(
  path: string,
  at: number,
  piece: Uint8Array<ArrayBuffer>,
  isChecked: boolean,
): Promise<Parcel> {
  const headers = {
    ...SPOKEN,
    'Upload-Offset': String(at),
    'Content-Type': 'application/offset+octet-stream',
    ...(isChecked ? { 'Upload-Checksum': `sha256 ${await base64Digest(piece)}` } : {}),
  }
  return { method: 'PATCH', path, headers, body: new Blob([piece]) }
}

async function base64Digest(piece: Uint8Array<ArrayBuffer>): Promise<string> {
  return btoa(String.fromCharCode(...(await sha256(piece))))
}

function spotIn(said: Delivered, place: string, otherwise?: number): Spot | Refusal {
  const header = said.header('Upload-Offset')
  const offset = header === null ? otherwise : Number(header)
  const isOffset = offset !== undefined && Number.isSafeInteger(offset) && offset >= 0
  return isOffset ? { ok: true, place, offset } : { ok: false, kind: 'network' }
}

/** Whether it is worth asking the bureau at once where it stands. */
async function isBreak(failed: NotUploaded, blob: BlobRecord): Promise<boolean> {
  if (failed.kind !== 'refused') return failed.kind === 'network'
  if ([OTHER_OFFSET, ...GONE].includes(failed.status)) return true
  // What this phone holds may itself be spoilt; then sending it again helps nobody.
  return isDamage(failed) && (await hexHash(blob.bytes)) === blob.sha256
}

function isDamage({ status, problem }: Refused): boolean {
  return status === DAMAGED_PIECE || problem.code === DAMAGED_WHOLE
}
