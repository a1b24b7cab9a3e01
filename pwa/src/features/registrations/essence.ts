/** What both officers stand for, named by one hash (docs/registrations.md §3). */
import { textHash } from '@/sync/hashing'
import { canonical } from './canonical'
import type { Packs, WrittenForm } from './rows'
import type { Triaged } from './triaged'
import type { Act, Outcome } from './words'

export interface Essence {
  readonly id: string
  readonly enterprise_id: string
  readonly act: Act
  readonly outcome: Outcome
  readonly items: readonly number[]
  readonly clauses: readonly string[]
  readonly facts: Triaged['facts']
  readonly packs: Packs
  readonly form: WrittenForm | null
  readonly lead_id: string
  readonly decided_on: string
}

/** SHA-256 of its canonical JSON, as hex digits. */
export function essenceHash(essence: Essence): string {
  return textHash(canonical(essence))
}
