/**
 * The bureau's public keys, in clear and beyond a sign-out: by them a phone that nobody can open
 * knows what the bureau signed, and seals what waits.
 */
import { keep, readKept } from './device-store'
import { fieldsOf } from './shape'

export interface BureauKeys {
  readonly receiptKey: JsonWebKey | null
  readonly rescueKey: JsonWebKey | null
}

const PLACE = 'bureau'
/** Where the rescue key stood before, with who stays. */
const STAY = 'stay'

export async function keepBureauKeys({ receiptKey, rescueKey }: BureauKeys): Promise<void> {
  await keep(PLACE, { receipt_key: receiptKey, rescue_key: rescueKey })
}

export async function bureauKeys(): Promise<BureauKeys> {
  const kept = fieldsOf(await readKept(PLACE))
  const before = fieldsOf(await readKept(STAY))
  return {
    receiptKey: keyIn(kept.get('receipt_key')),
    rescueKey: keyIn(kept.get('rescue_key') ?? before.get('rescue_key')),
  }
}

function keyIn(raw: unknown): JsonWebKey | null {
  return typeof raw === 'object' ? raw : null
}
