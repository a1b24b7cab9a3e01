/** What was answered at the last act at an enterprise, to begin from. */
import { fieldsOf, type Fields } from '@/core/shape'
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

/** Of an act at the door (docs/registrations.md §3), what a triage begins from. */
export interface ActRow extends Row {
  readonly enterprise_id: string
  readonly facts: unknown
  readonly decided_at: string
}

export const REGISTRATION_ROW = 'registration' as TableName<ActRow>

export interface LastAct {
  readonly at: Date
  readonly facts: Fields
}

/** The latest act at an enterprise whose answers this phone has. */
export function lastActAt(rows: Iterable<ActRow>, enterpriseId: string): LastAct | null {
  const acts = [...rows]
    .filter((row) => row.enterprise_id === enterpriseId)
    .map((row) => ({ at: new Date(row.decided_at), facts: fieldsOf(row.facts) }))
    .filter(({ at, facts }) => facts.size > 0 && !Number.isNaN(at.getTime()))
  return acts.sort((one, other) => other.at.getTime() - one.at.getTime())[0] ?? null
}
