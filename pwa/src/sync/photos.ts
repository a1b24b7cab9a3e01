/** Photos and signatures go up after the commands that declare them, one after the other. */
import type { Answer, Problem } from '@/core/http'
import { commitAt, type Desk, type Failure } from '@/sync/desk'
import { isWaiting } from '@/sync/entry'
import { parseHave } from '@/sync/parse'

const ASKED_AT_ONCE = 200

/** What became of the photos: all tried, with the words of the last one refused, or broken off. */
export type Sent =
  { ok: true; stored: number; refused: Problem | null } | { ok: false; failure: Failure }

/** Send every declared photo that the bureau lacks; `again` tries also those refused before. */
export async function sendPhotos(desk: Desk, fence: number, again: boolean): Promise<Sent> {
  const wanted = await declaredHere(desk, again)
  const lacking: string[] = []
  for (let at = 0; at < wanted.length; at += ASKED_AT_ONCE) {
    const asked = wanted.slice(at, at + ASKED_AT_ONCE)
    const have = await askWhatIsThere(desk, asked)
    if (!have.ok) return have
    await markStored(
      desk,
      fence,
      asked.filter((sha256) => have.there.has(sha256)),
    )
    lacking.push(...asked.filter((sha256) => !have.there.has(sha256)))
  }
  return sendAll(desk, fence, lacking)
}

/** Photos of commands that the bureau has taken in; it refuses bytes that none declared. */
async function declaredHere({ mirror, store }: Desk, again: boolean): Promise<readonly string[]> {
  const declared = mirror.entries.filter((entry) => !isWaiting(entry)).flatMap((e) => e.blobs)
  const pending = await store.blobsIn('pending')
  const left = new Set(again ? [...pending, ...(await store.blobsIn('refused'))] : pending)
  return [...new Set(declared)].filter((sha256) => left.has(sha256))
}

type Have = { ok: true; there: ReadonlySet<string> } | { ok: false; failure: Failure }

async function askWhatIsThere(desk: Desk, sha256: readonly string[]): Promise<Have> {
  const answer = await desk.http('POST', '/api/blobs/have', { sha256 })
  if (!answer.ok) return { ok: false, failure: answer }
  const have = parseHave(answer.value)
  if (!have.ok) return { ok: false, failure: { kind: 'unreadable' } }
  return { ok: true, there: new Set(have.value) }
}

async function markStored(desk: Desk, fence: number, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return
  await commitAt(desk, fence, { blobs: new Map(hashes.map((sha256) => [sha256, 'stored'])) })
  await desk.mirror.countMissing()
  desk.changed()
}

async function sendAll(desk: Desk, fence: number, hashes: readonly string[]): Promise<Sent> {
  let refused: Problem | null = null
  let stored = 0
  for (const sha256 of hashes) {
    const answer = await sendOne(desk, sha256)
    if (answer === null) continue
    if (answer.ok) {
      stored += 1
      await markStored(desk, fence, [sha256])
    } else if (answer.kind === 'refused' && isForGood(answer.status)) {
      refused = answer.problem
      await commitAt(desk, fence, { blobs: new Map([[sha256, 'refused']]) })
    } else return { ok: false, failure: answer }
  }
  return { ok: true, stored, refused }
}

async function sendOne(desk: Desk, sha256: string): Promise<Answer<unknown> | null> {
  const blob = await desk.store.blob(sha256)
  if (!blob) return null
  return desk.http('PUT', `/api/blobs/${sha256}`, new Blob([blob.bytes], { type: blob.type }))
}

/** The bureau will say the same tomorrow about these bytes; the others must not wait for them. */
function isForGood(status: number): boolean {
  return [400, 403, 404, 413, 415, 422].includes(status)
}
