/**
 * Numbers of official papers, as `sync/numbers.py`: how one is written, and which comes next. Blocks
 * of them are leased to this phone ahead of time (docs/registrations.md §2).
 */
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

/** A block of numbers of one branch, kind and year; `next` is the first that the bureau has not seen. */
export interface NumberLease extends Row {
  readonly series_id: string
  readonly kind: string
  readonly branch_id: string
  readonly year: number
  readonly pattern: string
  readonly first: number
  readonly last: number
  readonly next: number
  readonly expires_on: string
  readonly state: 'open' | 'returned' | 'closed' | 'lost'
}

export const NUMBER_LEASE = 'number_lease' as TableName<NumberLease>

/** For each block the first number that this phone has not given. */
export type Taken = Readonly<Record<string, number>>

/** A number as a command bears it. */
export interface PickedNumber {
  readonly leaseId: string
  readonly n: number
  readonly text: string
}

/** Numbers of a block, and of how few left a phone needs a new one. */
export const BLOCK = 20
export const LOW_WATER = BLOCK / 4

/** A number as it stands on a paper: no leading zeros, the brackets of the pattern. */
export function numberText(pattern: string, year: number, n: number): string {
  return pattern.replace('{year}', String(year)).replace('{n}', String(n))
}

/** The next number of a block; null where it is used up or not to be used. */
export function nextOf(lease: NumberLease, taken: Taken): number | null {
  const n = Math.max(lease.next, taken[lease.id] ?? lease.first)
  return lease.state === 'open' && n <= lease.last ? n : null
}

/** The number that a paper of a kind gets on a day (YYYY-MM-DD); null when none is left. */
export function pick(
  leases: readonly NumberLease[],
  taken: Taken,
  { kind, on }: { kind: string; on: string },
): PickedNumber | null {
  const year = yearOf(on)
  const usable = leases.filter((one) => one.kind === kind && one.year === year)
  for (const lease of usable.sort(byFirst)) {
    const n = nextOf(lease, taken)
    if (n !== null && on <= lease.expires_on) {
      return { leaseId: lease.id, n, text: numberText(lease.pattern, year, n) }
    }
  }
  return null
}

/** How many numbers of a kind and year this phone can still give. */
export function remaining(
  leases: readonly NumberLease[],
  taken: Taken,
  { kind, year }: { kind: string; year: number },
): number {
  const own = leases.filter((one) => one.kind === kind && one.year === year)
  return own.reduce((sum, one) => {
    const n = nextOf(one, taken)
    return n === null ? sum : sum + one.last - n + 1
  }, 0)
}

/** Whether so few are left that this phone needs a new block. */
export function isLow(left: number): boolean {
  return left < LOW_WATER
}

const CITY_OFFSET_MS = 8 * 3600 * 1000

/** The civil day of the city at an instant, wherever this phone believes to be. */
export function cityDay(at: Date): string {
  return new Date(at.getTime() + CITY_OFFSET_MS).toISOString().slice(0, 'YYYY-MM-DD'.length)
}

export function yearOf(day: string): number {
  return Number(day.slice(0, 'YYYY'.length))
}

function byFirst(a: NumberLease, b: NumberLease): number {
  return a.first - b.first || (a.id < b.id ? -1 : 1)
}
