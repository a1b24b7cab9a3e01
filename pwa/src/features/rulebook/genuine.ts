/** Which packs on this phone are what the bureau published: only those are used. */
import { ref, watch, type Ref } from 'vue'
import { useSession } from '@/features/accounts/public'
import { useTable } from '@/features/replica/public'
import { fieldsOf, type Fields } from '@/core/shape'
import { textHash } from '@/sync/hashing'
import { isSigned } from '@/sync/receipts'
import { RULE_PACK, type PackRow } from './rows'

/** What the rows of this phone came to; null until all of them are looked at. */
export interface Sorted {
  readonly genuine: readonly PackRow[]
  readonly spoilt: readonly PackRow[]
}

/** What in a row chooses the pack of a day must stand in the signed text too. */
const SIGNED_TOO = ['pack', 'version', 'in_force_from', 'in_force_to'] as const

/** Sort rows by whether text, hash, dates and the bureau's signature belong together. */
export async function sortedPacks(
  rows: readonly PackRow[],
  signers: readonly JsonWebKey[],
): Promise<Sorted> {
  const verdicts = await Promise.all(rows.map((row) => isGenuine(row, signers)))
  return {
    genuine: rows.filter((_, n) => verdicts[n]),
    spoilt: rows.filter((_, n) => !verdicts[n]),
  }
}

/** The packs of this phone, sorted anew when one comes or goes; those looked at stand meanwhile. */
export function usePacks(): Ref<Sorted | null> {
  const session = useSession()
  const table = useTable(RULE_PACK)
  const sorted = ref<Sorted | null>(null)
  let turn = 0
  watch(
    () => ({ rows: [...table.all()], signers: session.signers }),
    async ({ rows, signers }) => {
      const mine = (turn += 1)
      const found = await sortedPacks(rows, signers)
      if (mine === turn) sorted.value = found
    },
    { immediate: true },
  )
  return sorted
}

async function isGenuine(row: PackRow, signers: readonly JsonWebKey[]): Promise<boolean> {
  const { pack, version, content, hash, signature } = row
  if (textHash(content) !== hash || !standsInText(row)) return false
  return isSigned(`doorstep-pack|${pack}|${version}|${hash}`, signature, signers)
}

function standsInText(row: PackRow): boolean {
  const fields = jsonOf(row.content)
  return SIGNED_TOO.every((name) => (fields.get(name) ?? null) === row[name])
}

function jsonOf(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text))
  } catch {
    return new Map()
  }
}
