import { moment } from '@/core/moments'
import type { Cleared } from '@/core/sync-status'
import { say } from '@/core/texts'

/** What was deleted of this phone's data, what is lost by it, and what to do; empty: nothing was. */
export function clearedWords(cleared: Cleared | null): string {
  if (cleared === null) return ''
  const { at, part, lost } = cleared
  return say(`accounts.storage.cleared.${kindOf(part, lost)}`, {
    at: moment(new Date(at)),
    ...lost,
  })
}

function kindOf(part: Cleared['part'], lost: Cleared['lost']): string {
  if (part === 'marker') return 'marker'
  if (lost === null) return 'unknown'
  if (lost.from > lost.to) return 'nothing'
  return lost.from === lost.to ? 'one' : 'some'
}
