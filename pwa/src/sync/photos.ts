/** Photos and signatures go up after the commands that declare them, one after the other. */
import type { Answer, Problem } from '@/core/http'
import { commitAt, nowAt, type Desk, type Failure } from '@/sync/desk'
import { isWaiting } from '@/sync/entry'
import { parseHave } from '@/sync/parse'
import type { BlobRecord } from '@/sync/store'
import { upload, type Way } from '@/sync/uploading'

const ASKED_AT_ONCE = 200
const ASKED_AGAIN_MS = 24 * 3600 * 1000

/** What became of the photos: all tried, with the words of the last one refused, or broken off. */
export type Sent =
  { ok: true; stored: number; refused: Problem | null } | { ok: false; failure: Failure }

/**
 * Send every declared photo that the bureau lacks. `again`: try also those refused before, and ask
 * for those that were stored: the bureau may have found one damaged.
 */
export async function sendPhotos(desk: Desk, fence: number, again: boolean): Promise<Sent> {
  const wanted = await declaredHere(desk, again)
  const lacking: string[] = []
  for (let at = 0; at < wanted.hashes.length; at += ASKED_AT_ONCE) {
    const asked = wanted.hashes.slice(at, at + ASKED_AT_ONCE)
    const have = await askWhatIsThere(desk, asked)
    if (!have.ok) return have
    const there = asked.filter((sha256) => have.there.has(sha256))
    const gone = asked.filter((sha256) => !have.there.has(sha256))
    await mark(
      desk,
      fence,
      'stored',
      there.filter((sha256) => !wanted.stored.has(sha256)),
    )
    await mark(
      desk,
      fence,
      'pending',
      gone.filter((sha256) => wanted.stored.has(sha256)),
    )
    lacking.push(...gone)
  }
  return sendAll(desk, fence, lacking)
}

interface Wanted {
  readonly hashes: readonly string[]
  /** Those of them that the bureau already had once. */
  readonly stored: ReadonlySet<string>
}

/** Photos of commands that the bureau has taken in; it refuses bytes that none declared. */
async function declaredHere(desk: Desk, again: boolean): Promise<Wanted> {
  const { mirror, store } = desk
  const declared = mirror.entries.filter((entry) => !isWaiting(entry)).flatMap((e) => e.blobs)
  if (declared.length === 0) return { hashes: [], stored: new Set() }
  const unsent = await store.blobsIn('pending', ...(again ? (['refused'] as const) : []))
  const photos = mirror.replica.table('photo').all()
  const isDue = nowAt(desk) >= mirror.storedAskedAt + ASKED_AGAIN_MS
  const stored = again || isDue || hasDamaged(photos) ? await store.blobsIn('stored') : []
  if (isDue) mirror.storedAskedAt = nowAt(desk)
  const doubtful = again ? stored : stored.filter(doubtIn(photos, isDue))
  const left = new Set([...unsent, ...doubtful])
  const hashes = [...new Set(declared)].filter((sha256) => left.has(sha256))
  return { hashes, stored: new Set(doubtful) }
}

type PhotoRows = readonly Readonly<Record<string, unknown>>[]

function hasDamaged(photos: PhotoRows): boolean {
  return photos.some((row) => row['state'] === 'damaged')
}

/** What its row calls damaged; and, once a day, what has no row that could say so: signatures. */
function doubtIn(photos: PhotoRows, isDue: boolean): (sha256: string) => boolean {
  const states = new Map(photos.map((row) => [row['sha256'], row['state']]))
  return (sha256) => (states.has(sha256) ? states.get(sha256) === 'damaged' : isDue)
}

type Have = { ok: true; there: ReadonlySet<string> } | { ok: false; failure: Failure }

async function askWhatIsThere(desk: Desk, sha256: readonly string[]): Promise<Have> {
  const answer = await desk.http('POST', '/api/blobs/have', { sha256 })
  if (!answer.ok) return { ok: false, failure: answer }
  const have = parseHave(answer.value)
  if (!have.ok) return { ok: false, failure: { kind: 'unreadable' } }
  return { ok: true, there: new Set(have.value) }
}

async function mark(
  desk: Desk,
  fence: number,
  state: 'stored' | 'pending',
  hashes: readonly string[],
): Promise<void> {
  if (hashes.length === 0) return
  await commitAt(desk, fence, { blobs: new Map(hashes.map((sha256) => [sha256, state])) })
  await desk.mirror.countMissing()
  desk.changed()
}

async function sendAll(desk: Desk, fence: number, hashes: readonly string[]): Promise<Sent> {
  let refused: Problem | null = null
  let stored = 0
  for (const sha256 of hashes) {
    const answer = await sendOne(desk, fence, sha256)
    show(desk, null)
    if (answer === null) continue
    if (answer.ok) {
      stored += 1
      await mark(desk, fence, 'stored', [sha256])
    } else if (answer.kind === 'refused' && isForGood(answer.status)) {
      refused = answer.problem
      await commitAt(desk, fence, { blobs: new Map([[sha256, 'refused']]) })
    } else return { ok: false, failure: answer }
  }
  return { ok: true, stored, refused }
}

async function sendOne(
  desk: Desk,
  fence: number,
  sha256: string,
): Promise<{ ok: true } | Extract<Answer<unknown>, { ok: false }> | null> {
  const blob = await desk.store.blob(sha256)
  if (!blob) return null
  const sent = await upload(wayOf(desk, fence, blob), blob)
  if (sent.ok || sent.kind !== 'unknown') return sent
  return desk.http('PUT', `/api/blobs/${sha256}`, new Blob([blob.bytes], { type: blob.type }))
}

function wayOf(desk: Desk, fence: number, { sha256, bytes }: BlobRecord): Way {
  return {
    carry: desk.carry,
    pace: desk.pace,
    nowMs: () => nowAt(desk),
    remember: (place) => commitAt(desk, fence, { uploads: new Map([[sha256, place]]) }),
    moved: (offset) => show(desk, { sha256, percent: Math.floor((100 * offset) / bytes.length) }),
  }
}

function show(desk: Desk, going: Desk['mirror']['going']): void {
  desk.mirror.going = going
  desk.changed()
}

/** The bureau will say the same tomorrow about these bytes; the others must not wait for them. */
function isForGood(status: number): boolean {
  return [400, 403, 404, 413, 415, 422].includes(status)
}
