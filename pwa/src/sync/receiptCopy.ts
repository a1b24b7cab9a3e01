/** The second copy of what this phone signed at doors; it stays for good (docs/decisions/0012). */
import { orElse, type Folder } from '@/core/files'
import { textHash } from '@/sync/hashing'
import type { ReceiptRecord, Store } from '@/sync/store'

export class ReceiptCopy {
  readonly #folder: Folder | null

  /** The folder is sealed, so what is torn or put there by somebody else is no file. */
  constructor(folder: Folder | null) {
    this.#folder = folder
  }

  /** Keep it here too; the copy never refuses work. A later one of the same act takes its place. */
  async keep(receipt: ReceiptRecord): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(receipt))
    if (this.#folder) await orElse(this.#folder.write(textHash(receipt.entity), bytes), undefined)
  }

  /** The text of a receipt, from here where the store was thrown away; null where neither has it. */
  async textOf(store: Pick<Store, 'receipt'>, entity: string): Promise<string | null> {
    const stored = await store.receipt(entity)
    if (stored) return stored.text
    const bytes = this.#folder && (await orElse(this.#folder.read(textHash(entity)), null))
    if (!bytes) return null
    // Only what this app wrote opens.
    return (JSON.parse(new TextDecoder().decode(bytes)) as ReceiptRecord).text
  }
}
