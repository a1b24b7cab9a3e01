/** The second copies of one person's unsent work, as an opening needs them. */
import { orElse, type Folder } from '@/core/files'
import { sealedFolder, sealFiles } from '@/core/vault/sealedFolder'
import type { Seals } from '@/core/vault/seals'
import { QueueCopy } from '@/sync/copy'
import type { Desk } from '@/sync/desk'
import type { Mirror } from '@/sync/mirror'
import { PhotoCopy } from '@/sync/photoCopy'
import { ReceiptCopy } from '@/sync/receiptCopy'
import type { Store } from '@/sync/store'
import type { World } from '@/sync/world'

export type Copies = Pick<Desk, 'copy' | 'photoCopy'> & { readonly receiptCopy: ReceiptCopy }

interface Whose {
  readonly personId: string
  readonly seals: Seals
  /** Whether what stands here may be of before there were seals. */
  readonly isOld: boolean
}

/** Open all, empty ones where this browser has no files. */
export async function openCopies(world: World, whose: Whose): Promise<Copies> {
  const [queue, photos, receipts] = await Promise.all([
    sealedIn(world, whose, 'queue'),
    sealedIn(world, whose, 'photos'),
    sealedIn(world, whose, 'receipts'),
  ])
  return {
    copy: new QueueCopy(queue),
    photoCopy: new PhotoCopy(photos),
    receiptCopy: new ReceiptCopy(receipts),
  }
}

async function sealedIn(world: World, whose: Whose, name: string): Promise<Folder | null> {
  const folder = await world.folder(whose.personId, name)
  const sealed = sealedFolder(folder, whose.seals, name)
  if (folder && sealed && whose.isOld) await orElse(sealFiles(folder, sealed), undefined)
  return sealed
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
