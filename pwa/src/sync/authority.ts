/**
 * Authority leases: what this phone may decide without a network, and until when (docs/devices.md §5).
 * The bureau's side is `sync/authority.py`; both answer alike (`sync/vectors/authority.json`).
 */
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

/** The row that brings one; only what `body` says counts, and only once its signature is right. */
export interface AuthorityRow extends Row {
  readonly device_id: string
  readonly body: string
  readonly signature: string
}

export const AUTHORITY_LEASE = 'authority_lease' as TableName<AuthorityRow>

/** The version of these rules. */
const POLICY = 1

export interface Span {
  readonly block: string
  readonly first: number
  readonly last: number
}

/** Instants are milliseconds since 1970. */
export interface Authority {
  readonly id: string
  readonly device: string
  readonly person: string
  readonly branch: string | null
  readonly acts: readonly string[]
  readonly numbers: readonly Span[]
  readonly issued_at: number
  readonly not_before: number
  readonly expires_at: number
  readonly dark_at: number
  readonly epoch: string
  readonly policy: number
}

/** An act that bears a number. */
export interface Deed {
  readonly device: string
  readonly person: string
  readonly branch: string | null
  readonly act: string
  readonly block: string
  readonly n: number
  readonly at: number
}

export type Objection =
  'policy' | 'device' | 'person' | 'early' | 'late' | 'branch' | 'act' | 'number'

/** What a lease has against a deed; null when it covers it. */
export function whyNot(lease: Authority, deed: Deed): Objection | null {
  if (lease.policy !== POLICY) return 'policy'
  if (deed.device !== lease.device) return 'device'
  if (deed.person !== lease.person) return 'person'
  if (deed.at < lease.not_before) return 'early'
  if (deed.at >= lease.expires_at) return 'late'
  if (deed.branch !== lease.branch) return 'branch'
  if (!lease.acts.includes(deed.act)) return 'act'
  return lease.numbers.some((span) => holds(span, deed)) ? null : 'number'
}

/** What the bureau's key signs of a lease. */
export function signedText(body: string): string {
  return `doorstep-lease-v1\n${body}`
}

function holds({ block, first, last }: Span, deed: Deed): boolean {
  return block === deed.block && first <= deed.n && deed.n <= last
}
