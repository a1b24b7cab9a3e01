/** Whether this phone may decide at a door now: by the bureau's signed lease and the time that counts. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { fieldsOf } from '@/core/shape'
import { timeOf, type Term } from '@/core/trusted-time'
import { useSession } from '@/features/accounts/public'
import { useClient, useTable } from '@/features/replica/public'
import {
  AUTHORITY_LEASE,
  signedText,
  whyNot,
  type Authority,
  type AuthorityRow,
  type Deed,
  type Objection,
} from '@/sync/authority'
import { NUMBER_LEASE, pick } from '@/sync/numbers'
import { isSigned } from '@/sync/receipts'

/** An act of a kind that takes a number of a kind, on a day of the city (YYYY-MM-DD). */
export interface Wanted {
  readonly act: string
  readonly kind: string
  readonly on: string
}

/** `none`: the bureau has given this phone nothing that can be relied on. */
export type Hindered = 'none' | Objection

export interface MayDecide {
  /** What stands in the way at this moment; null when nothing does. */
  readonly hindrance: (wanted: Wanted) => Promise<Hindered | null>
}

const MINUTE_MS = 60_000

export function useMayDecide(): MayDecide {
  const client = useClient()
  const session = useSession()
  const rows = useTable(AUTHORITY_LEASE)
  const blocks = useTable(NUMBER_LEASE)

  async function hindrance({ act, kind, on }: Wanted): Promise<Hindered | null> {
    const { person } = session
    const lease = await newestLease([...rows.all()], session.signers)
    const at = await timeOf(client.device).now()
    if (lease === null || person === null) return 'none'
    const picked = pick(blocks.all(), client.numbers(), { kind, on })
    const whose = { device: client.device, person: person.id, branch: person.branch_id }
    const deed: Deed = { ...whose, act, block: picked?.leaseId ?? '', n: picked?.n ?? 0, at }
    const against = whyNot(lease, deed)
    // That no number is left is said by whoever takes one, who also asks for more.
    return against === 'number' && picked === null ? null : against
  }

  return { hindrance }
}

/** The same, looked at again every minute, and whenever the bureau has said something. */
export function useHindrance(wanted: () => Wanted | null): Ref<Hindered | null> {
  const { hindrance } = useMayDecide()
  const rows = useTable(AUTHORITY_LEASE)
  const found = ref<Hindered | null>(null)
  async function look(): Promise<void> {
    const asked = wanted()
    found.value = asked === null ? null : await hindrance(asked)
  }
  watch([wanted, () => [...rows.all()]], look, { immediate: true })
  const timer = setInterval(() => void look(), MINUTE_MS)
  onScopeDispose(() => clearInterval(timer))
  return found
}

/** The newest lease of this phone that one of the bureau's keys has signed. */
export async function newestLease(
  rows: readonly AuthorityRow[],
  signers: readonly JsonWebKey[],
): Promise<Authority | null> {
  const read = await Promise.all(rows.map((row) => genuine(row, signers)))
  const leases = read.filter((one) => one !== null).sort((a, b) => b.issued_at - a.issued_at)
  return leases[0] ?? null
}

export function termOf({ id, issued_at, expires_at, dark_at }: Authority): Term {
  return { id, issuedAt: issued_at, expiresAt: expires_at, darkAt: dark_at }
}

async function genuine(
  row: AuthorityRow,
  signers: readonly JsonWebKey[],
): Promise<Authority | null> {
  const isTrue = await isSigned(signedText(row.body), row.signature, signers)
  return isTrue ? authorityIn(row.body) : null
}

/** What the bureau has signed is taken at its word, as far as it is of the shape known here. */
function authorityIn(body: string): Authority | null {
  const told: unknown = JSON.parse(body)
  return isAuthority(told) ? told : null
}

function isAuthority(told: unknown): told is Authority {
  const fields = fieldsOf(told)
  const times = ['issued_at', 'not_before', 'expires_at', 'dark_at', 'policy']
  const texts = ['id', 'device', 'person', 'epoch']
  return (
    times.every((name) => typeof fields.get(name) === 'number') &&
    texts.every((name) => typeof fields.get(name) === 'string') &&
    ['acts', 'numbers'].every((name) => Array.isArray(fields.get(name)))
  )
}
