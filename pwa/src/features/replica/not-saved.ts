import { say } from '@/core/texts'
import type { Issued } from '@/sync/issuing'

/** Why a command was not saved, and what to do; the form stays as it is. */
export function notSavedWords(reason: Extract<Issued, { ok: false }>['reason']): string {
  return say(`replica.notSaved.${reason === 'blob missing' ? 'blob' : reason}`)
}
