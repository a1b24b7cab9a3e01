/** A co-officer's answer to a lead: kept as a command of his own, and shown as a code. */
import { deviceKey } from '@/core/device-key'
import type { Client } from '@/sync/client'
import type { Issued } from '@/sync/issuing'
import { makeConfirmation } from './making'
import type { Question } from './reading'

export type Answered = { ok: true; text: string } | Extract<Issued, { ok: false }>

/** Stand for an act: the text of the code that the lead scans, once the command is safely here. */
export async function agree(client: Client, question: Question, at: Date): Promise<Answered> {
  const key = await deviceKey(client.device)
  const text = await makeConfirmation(question, at, key)
  const issued = await confirm(client, question, { agrees: true, reason: '' })
  return issued.ok ? { ok: true, text } : issued
}

/** Not stand for it, and say why. */
export function decline(client: Client, question: Question, reason: string): Promise<Issued> {
  return confirm(client, question, { agrees: false, reason })
}

function confirm(
  client: Client,
  { registrationId, essenceHash, enterpriseName }: Question,
  answer: { agrees: boolean; reason: string },
): Promise<Issued> {
  return client.issue({
    ...{ name: 'registration.confirm', entity: registrationId, title: enterpriseName },
    args: { essence_hash: essenceHash, ...answer },
    // The act itself may be on the lead's phone only, so nothing of it is shown here before.
    previews: [],
  })
}
