import { say } from '@/core/texts'
import type { NotIssued } from '@/sync/issuing'

/** Why a command was not saved, and what to do; the form stays as it is. */
export function notSavedWords(reason: NotIssued): string {
  return say(`replica.notSaved.${KEYS[reason]}`)
}

const KEYS: Record<NotIssued, string> = {
  full: 'full',
  unavailable: 'unavailable',
  'blob missing': 'blob',
  'no number': 'number',
}
