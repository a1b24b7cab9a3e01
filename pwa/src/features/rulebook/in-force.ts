import { parsePack, type Pack } from '@/rules/packs'
import type { Packs } from '@/rules/triaging'
import type { PackRow } from './rows'

/** Which text of a pack was used: what the bureau judges an act by again. */
export interface PackUse {
  readonly version: number
  readonly hash: string
}

/** The packs of one day, read, and which they are; one that was never published is missing. */
export interface Rulebook {
  readonly packs: Packs
  readonly uses: Readonly<Record<string, PackUse>>
}

const TRIAGED = ['classification', 'exemption', 'eligibility'] as const

/** The packs in force on a civil day. */
export function rulebookOn(rows: readonly PackRow[], today: string): Rulebook {
  const found = TRIAGED.flatMap((name) => {
    const row = rowOn(rows, name, today)
    return row === null ? [] : [{ name, row, pack: parsePack(JSON.parse(row.content)) }]
  })
  const read = new Map<string, Pack>(found.map(({ name, pack }) => [name, pack]))
  const uses = found.map(({ name, row: { version, hash } }) => [name, { version, hash }] as const)
  return {
    packs: {
      classification: read.get('classification') ?? null,
      exemption: read.get('exemption') ?? null,
      eligibility: read.get('eligibility') ?? null,
    },
    uses: Object.fromEntries(uses),
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
