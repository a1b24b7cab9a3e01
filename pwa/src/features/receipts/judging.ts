/** Whether what a second phone shows is a colleague's yes to this act. */
import { hexOf } from '@/core/device-key'
import type { DeviceKeyRow } from '@/features/devices/public'
import type { PersonRow } from '@/features/organisation/public'
import { ANSWER, readConfirmation, type Question } from './reading'
import { confirmedBy } from './verifying'

/**
 * other_code: no such answer · other_act: to another act, or its contents changed since · unknown: of a
 * phone whose key is not here yet · revoked: of one that no longer counts · forged: the signature does
 * not fit · own: the lead's own phone · gone: nobody who works here.
 */
export type Fault = 'other_code' | 'other_act' | 'unknown' | 'revoked' | 'forged' | 'own' | 'gone'

export type Judged = { ok: true; personId: string } | { ok: false; fault: Fault }

export async function judgeAnswer(
  text: string,
  question: Question,
  keys: ReadonlyMap<string, DeviceKeyRow>,
  personOf: (id: string) => PersonRow | undefined,
): Promise<Judged> {
  const fault = faultIn(text, question, keys)
  if (fault !== null) return { ok: false, fault }
  const key = await confirmedBy(text, question, keys)
  if (key === null) return { ok: false, fault: 'forged' }
  if (key.person_id === question.leadId) return { ok: false, fault: 'own' }
  if (personOf(key.person_id)?.active !== true) return { ok: false, fault: 'gone' }
  return { ok: true, personId: key.person_id }
}

function faultIn(
  text: string,
  question: Question,
  keys: ReadonlyMap<string, DeviceKeyRow>,
): Fault | null {
  const read = readConfirmation(text)
  if (!read.ok)
    return text.trim().startsWith(ANSWER) && read.why === 'altered' ? 'forged' : 'other_code'
  const { registrationId, essenceHash } = read.said
  if (registrationId !== question.registrationId || essenceHash !== question.essenceHash)
    return 'other_act'
  const key = keys.get(hexOf(read.signed.kid))
  if (key === undefined) return 'unknown'
  return key.revoked_at === null ? null : 'revoked'
}
