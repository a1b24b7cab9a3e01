import { keepBureauKeys } from '@/core/bureau-keys'
import { deviceOf, forget, keep, readKept } from '@/core/device-store'
import { fieldsOf, textIn } from '@/core/shape'
import { keepSealed, readSealed } from '@/core/vault/kept'
import { isOpenFor } from '@/core/vault/lock'
import { plainKeys } from './bureau'
import { parseAdmission, type Admission } from './person'

/** A person's stay on this browser; it outlives reloads and needs no network. */
export interface Stay extends Admission {
  device: string
}

/** Whose stay it is, in clear: a random id. */
const WHO = 'stay'
const STAY = 'session'
const FAREWELL = 'sign-out-owed'

/** Who stays at this browser; without their open vault nothing more than that is known. */
export interface Kept {
  readonly personId: string
  readonly stay: Stay | null
}

export async function keptStay(): Promise<Kept | null> {
  const fields = fieldsOf(await readKept(WHO))
  const personId = textIn(fields, 'person_id')
  if (personId === null) return stayOfBefore()
  return { personId, stay: isOpenFor(personId) ? await stayIn(await readSealed(STAY)) : null }
}

/** Keep a stay under the open vault of its person. */
export async function keepStay(stay: Stay): Promise<void> {
  const { person, epoch, device } = stay
  const keys = plainKeys(stay)
  const { receiptKey: receipt_key, rescueKey: rescue_key, retired: retired_keys, taken } = keys
  const told = { receipt_key, rescue_key, retired_keys, taken }
  await keepSealed(STAY, { admission: { person: { ...person }, epoch, ...told }, device })
  await keepBureauKeys(keys)
  await keep(WHO, { person_id: person.id })
}

/** One that was kept in clear, before there were vaults; it is sealed with the first passphrase. */
async function stayOfBefore(): Promise<Kept | null> {
  const stay = await stayIn(await readKept(STAY))
  return stay && { personId: stay.person.id, stay }
}

async function stayIn(raw: unknown): Promise<Stay | null> {
  const fields = fieldsOf(raw)
  const admission = parseAdmission(fields.get('admission'))
  const device = textIn(fields, 'device')
  if (admission === null || device === null) return null
  // After a loss of its store this browser goes by another device than it signed in with.
  return { ...admission, device: (await deviceOf(admission.person.id)) ?? device }
}

export async function forgetStay(): Promise<void> {
  await forget(WHO)
  await forget(STAY)
}

/** Whether somebody signed out without a network, so that the bureau does not know it yet. */
export async function owesFarewell(): Promise<boolean> {
  return (await readKept(FAREWELL)) === true
}

export async function oweFarewell(owed: boolean): Promise<void> {
  await (owed ? keep(FAREWELL, true) : forget(FAREWELL))
}
