/** A rescue file of a locked phone (docs/vault.md §5): it passes on what was sealed to the bureau. */
import type { LockedEntry, LockedPhoto, LockedWork } from '@/sync/lockedWork'
import { MAX_COMMANDS } from '@/sync/wire.gen'
import { base64url, Parts, sealedHead } from './making'

interface Whose {
  readonly person: string
  readonly madeAt: Date
}

const MAGIC = 'doorstep-sealed-1\n'
const KEY_BYTES = 32
const MOST_AT_ONCE = Math.min(MAX_COMMANDS, 20)

export async function makeLockedFile(
  work: LockedWork,
  { person, madeAt }: Whose,
  rescueKey: JsonWebKey,
): Promise<Blob> {
  const key = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  const parts = new Parts(await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']))
  const batches = batchesOf(work.entries)
  for (const batch of batches) await parts.add(new TextEncoder().encode(JSON.stringify(batch)))
  for (const photo of work.photos) await parts.add(partOf(photo))
  const head = {
    ...{ v: 1, device: work.device, person, made_at: madeAt.toISOString() },
    ...{ commands: work.entries.length, batches: batches.length, blobs: work.photos.length },
    key: base64url(key),
  }
  return new Blob([MAGIC, await sealedHead(head, rescueKey), '\n', ...parts.pieces])
}

interface LockedCommand {
  readonly hash: string
  readonly sig: string | null
  readonly key: string
  readonly box: string
}

/** Stretches without a gap. */
function batchesOf(entries: readonly LockedEntry[]) {
  const batches: { first_seq: number; commands: LockedCommand[] }[] = []
  for (const { seq, hash, sig, key, box } of entries) {
    const last = batches.at(-1)
    const isNext = last && last.first_seq + last.commands.length === seq
    const command = { hash, sig, key, box: base64(box) }
    if (isNext && last.commands.length < MOST_AT_ONCE) last.commands.push(command)
    else batches.push({ first_seq: seq, commands: [command] })
  }
  return batches
}

function partOf({ sha256, key, box }: LockedPhoto): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${sha256} ${key}\n`)
  const part = new Uint8Array(head.length + box.length)
  part.set(head)
  part.set(box, head.length)
  return part
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
