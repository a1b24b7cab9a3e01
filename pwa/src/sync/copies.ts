/** The second copies of one person's unsent work, as an opening needs them. */
import { QueueCopy } from '@/sync/copy'
import type { Desk } from '@/sync/desk'
import type { Mirror } from '@/sync/mirror'
import { PhotoCopy } from '@/sync/photoCopy'
import type { Store } from '@/sync/store'
import type { World } from '@/sync/world'

export type Copies = Pick<Desk, 'copy' | 'photoCopy'>

/** Open both, empty ones where this browser has no files. */
export async function openCopies(world: World, personId: string): Promise<Copies> {
  const names = ['queue', 'photos'] as const
  const [queue, photos] = await Promise.all(names.map((name) => world.folder(personId, name)))
  return { copy: new QueueCopy(queue ?? null), photoCopy: new PhotoCopy(photos ?? null) }
}

interface Taking {
  readonly store: Store
  readonly mirror: Mirror
  readonly now: number
}

/** Give photos back, then make both copies what they must be. */
export async function fromCopies({ copy, photoCopy }: Copies, { store, mirror, now }: Taking) {
  const declared = new Set(mirror.entries.flatMap(({ blobs }) => blobs))
  const isCleared = mirror.cleared?.part === 'records' && mirror.cleared.lost === null
  await photoCopy.giveBack(store, { declared, isCleared, now })
  await mirror.countMissing()
  copy.agree(mirror)
  photoCopy.agree(store)
}
