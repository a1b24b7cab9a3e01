/** What the bureau signed about wiping this phone (docs/devices.md §8); what is not genuine is nothing. */
import { fieldsOf, textIn } from '@/core/shape'
import { isSigned } from '@/sync/receipts'

/** An order that this phone obeys: whose work goes up, and then goes. */
export interface Errand {
  readonly order: string
  readonly device: string
  readonly person: string
}

const ORDER = 'doorstep-wipe-v1\n'
const RECEIPT = 'doorstep-wipe-work-v1\n'

/** The errand that a letter gives; null unless the bureau signed it about one of these devices. */
export async function errandIn(
  raw: unknown,
  signers: readonly JsonWebKey[],
  devices: readonly string[],
): Promise<Errand | null> {
  const errand = errandOf(await signedIn(raw, ORDER, signers))
  return errand !== null && devices.includes(errand.device) ? errand : null
}

/** Whether the bureau signed that the file of this hash stands with it, upon this errand. */
export async function isReceiptFor(
  raw: unknown,
  signers: readonly JsonWebKey[],
  { order, device }: Errand,
  sha256: string,
): Promise<boolean> {
  const told = fieldsOf(await signedIn(raw, RECEIPT, signers))
  return (
    told.get('order') === order && told.get('device') === device && told.get('sha256') === sha256
  )
}

export function errandOf(raw: unknown): Errand | null {
  const fields = fieldsOf(raw)
  const [order, device, person] = ['order', 'device', 'person'].map((name) => textIn(fields, name))
  return order && device && person ? { order, device, person } : null
}

/** What a letter says; null when its signature does not hold. */
async function signedIn(
  raw: unknown,
  kind: string,
  signers: readonly JsonWebKey[],
): Promise<unknown> {
  const letter = fieldsOf(raw)
  const body = textIn(letter, 'body') ?? ''
  const signature = textIn(letter, 'signature') ?? ''
  return (await isSigned(kind + body, signature, signers)) ? (JSON.parse(body) as unknown) : null
}
