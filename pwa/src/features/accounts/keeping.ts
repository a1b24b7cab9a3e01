import { deviceOf, forget, keep, readKept } from '@/core/device-store'
import { fieldsOf, textIn } from '@/core/shape'
import { parseAdmission, type Admission } from './person'

/** A person's stay on this browser; it outlives reloads and needs no network. */
export interface Stay extends Admission {
  device: string
}

const STAY = 'session'
const FAREWELL = 'sign-out-owed'

export async function keptStay(): Promise<Stay | null> {
  const fields = fieldsOf(await readKept(STAY))
  const admission = parseAdmission(fields.get('admission'))
  const device = textIn(fields, 'device')
  if (admission === null || device === null) return null
  // After a loss of its store this browser goes by another device than it signed in with.
  return { ...admission, device: (await deviceOf(admission.person.id)) ?? device }
}

export async function keepStay(stay: Stay): Promise<void> {
  const { person, epoch, receiptKey, rescueKey, device } = stay
  const keys = { receipt_key: { ...receiptKey }, rescue_key: rescueKey && { ...rescueKey } }
  const admission = { person: { ...person }, epoch, ...keys }
  await keep(STAY, { admission, device })
}

export async function forgetStay(): Promise<void> {
  await forget(STAY)
}

/** Whether somebody signed out without a network, so that the bureau does not know it yet. */
export async function owesFarewell(): Promise<boolean> {
  return (await readKept(FAREWELL)) === true
}

export async function oweFarewell(owed: boolean): Promise<void> {
  await (owed ? keep(FAREWELL, true) : forget(FAREWELL))
}
