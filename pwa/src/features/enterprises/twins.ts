/** Enterprises of this phone that may be the very one somebody is about to add. */
import { holdsOrgCode, readCode } from '@/rules/codes'
import { folded } from './folding'
import type { EnterpriseRow } from './rows'

export interface Twin {
  readonly row: EnterpriseRow
  readonly by: 'code' | 'name'
}

/** The one with the same code, else the one with the same name, else none. */
export function twinOf(
  rows: readonly EnterpriseRow[],
  { name, code }: { name: string; code: string },
): Twin | null {
  const read = readCode(code)
  const sameCode = read.ok
    ? rows.find((row) => row.code !== null && isSame(row.code, read.text))
    : undefined
  if (sameCode) return { row: sameCode, by: 'code' }

  const wanted = folded(name)
  const sameName = wanted === '' ? undefined : rows.find((row) => folded(row.name) === wanted)
  return sameName ? { row: sameName, by: 'name' } : null
}

/** A credit code and the organisation code inside it are of one enterprise. */
function isSame(known: string, written: string): boolean {
  return known === written || holdsOrgCode(known, written) || holdsOrgCode(written, known)
}
