import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { queryOf } from '@/core/saving'
import { fieldsOf, itemsOf, textIn } from '@/core/shape'
import { wire } from '@/core/wire'
import { KINDS, type Kind } from './kinds'

/** One deed of the trail. */
export interface Deed {
  readonly id: string
  readonly at: Date | null
  readonly event: string
  /** The record that it was done to. */
  readonly subject: string
  /** What people call that record; empty where it has no name. */
  readonly about: string
  /** Nobody is the system itself. */
  readonly personId: string | null
  readonly personName: string
  readonly reason: string
  /** How many filters a list that somebody looked at had. */
  readonly filters: number
  readonly isUnbroken: boolean
}

export interface TrailPage {
  readonly deeds: readonly Deed[]
  /** The place below which the next page begins; null at the end. */
  readonly next: number | null
}

export interface Standing {
  readonly size: number
  readonly signedAt: Date | null
  readonly verified: Verified | null
}

/** The last full check: how far it came, and the first place that is not as it was. */
export interface Verified {
  readonly at: Date | null
  readonly size: number
  readonly brokenAt: number | null
}

export interface Wanted {
  readonly person: string | null
  readonly kind: Kind | null
  readonly from: string
  readonly to: string
  readonly record: string | null
}

export interface PersonName {
  readonly id: string
  readonly name: string
}

/** Everything that the bureau noticed by itself. */
export const ALARMS: Wanted = { person: null, kind: 'alarms', from: '', to: '', record: null }

export const CHECKPOINT = '/api/public/audit/checkpoint'

/** The deeds wanted, the latest first, those below a place where one is said. */
export async function fetchTrail(
  { person, kind, from, to, record }: Wanted,
  before: number | null = null,
): Promise<Answer<TrailPage>> {
  const query = queryOf({
    ...{ person_id: person, record, from, to },
    kinds: kind && KINDS[kind].join(),
    before: before === null ? null : String(before),
  })
  return read(await request('GET', `/api/audit${query}`), pageOf)
}

export async function fetchStanding(): Promise<Answer<Standing>> {
  return read(await request('GET', '/api/audit/standing'), standingOf)
}

/** Whose phones were copied and not let go on yet. */
export async function fetchForked(): Promise<Answer<string[]>> {
  return read(await request('GET', '/api/devices/forked'), (raw) =>
    itemsOf(raw).map((line) => wire('ForkedPhoneOut', line).text('person_name')),
  )
}

export async function fetchNames(): Promise<Answer<PersonName[]>> {
  return read(await request('GET', '/api/people/names'), (raw) => itemsOf(raw).map(nameOf))
}

function pageOf(raw: unknown): TrailPage {
  const page = wire('TrailPageOut', raw)
  return { deeds: page.list('rows', deedOf), next: page.numberOrNull('next') }
}

function deedOf(raw: unknown): Deed {
  const row = wire('DeedOut', raw)
  const facts = fieldsOf(row.raw('facts'))
  return {
    ...{ id: String(row.number('n')), at: row.moment('at'), event: row.text('event') },
    ...{ subject: row.text('subject'), about: row.text('about') },
    ...{ personId: row.textOrNull('person_id'), personName: row.text('person_name') },
    reason: textIn(facts, 'reason') ?? '',
    filters: fieldsOf(facts.get('filters')).size,
    isUnbroken: row.flag('is_unbroken'),
  }
}

function standingOf(raw: unknown): Standing {
  const standing = wire('TrailStandingOut', raw)
  const verified = standing.raw('verified')
  return {
    size: standing.number('size'),
    signedAt: wire('CheckpointOut', standing.raw('checkpoint')).moment('at'),
    verified: verified == null ? null : verifiedOf(verified),
  }
}

function verifiedOf(raw: unknown): Verified {
  const row = wire('VerifiedOut', raw)
  return { at: row.moment('at'), size: row.number('size'), brokenAt: row.numberOrNull('index') }
}

function nameOf(raw: unknown): PersonName {
  const row = wire('NameOut', raw)
  return { id: row.text('id'), name: row.text('name') }
}
