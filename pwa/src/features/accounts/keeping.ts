import { forget, keep, readKept } from '@/core/device-store'
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
  return admission === null || device === null ? null : { ...admission, device }
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

/** The device id which this browser uses for a login name or a person id, if it has one. */
export async function deviceOf(owner: string): Promise<string | null> {
  const device = await readKept(deviceKey(owner))
  return typeof device === 'string' ? device : null
}

export async function keepDevice(owner: string, device: string): Promise<void> {
  await keep(deviceKey(owner), device)
}

/** Whether somebody signed out without a network, so that the bureau does not know it yet. */
export async function owesFarewell(): Promise<boolean> {
  return (await readKept(FAREWELL)) === true
}

export async function oweFarewell(owed: boolean): Promise<void> {
  await (owed ? keep(FAREWELL, true) : forget(FAREWELL))
}

function deviceKey(owner: string): string {
  return `device:${owner}`
}
