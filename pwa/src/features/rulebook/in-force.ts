import { parsePack, type Pack } from '@/rules/packs'
import type { PackRow } from './rows'

/** The packs that a triage goes through; one that the bureau never published is null. */
export interface Packs {
  readonly classification: Pack | null
  readonly exemption: Pack | null
  readonly eligibility: Pack | null
}

/** The packs in force on a civil day, read. */
export function packsOn(rows: readonly PackRow[], today: string): Packs {
  return {
    classification: packOn(rows, 'classification', today),
    exemption: packOn(rows, 'exemption', today),
    eligibility: packOn(rows, 'eligibility', today),
  }
}

/** The newest version that has begun and is not over. */
export function rowOn(rows: readonly PackRow[], pack: string, today: string): PackRow | null {
  const standing = rows.filter(
    (row) =>
      row.pack === pack &&
      row.in_force_from <= today &&
      (row.in_force_to === null || today <= row.in_force_to),
  )
  return standing.sort((one, other) => other.version - one.version)[0] ?? null
}

function packOn(rows: readonly PackRow[], pack: string, today: string): Pack | null {
  const row = rowOn(rows, pack, today)
  return row === null ? null : parsePack(JSON.parse(row.content))
}
