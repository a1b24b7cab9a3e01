import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { oneOf } from '@/core/shape'
import type { Page } from '@/core/paging'
import { wire, type Schemas, type Wire } from '@/core/wire'
import type { RegistrationRow } from '../rows'
import { actQuery, type ActFilters } from './act-filters'

export const STATES = ['confirmed', 'waiting', 'in_review', 'withdrawn'] as const

/** An act as the office's list shows it; `grounds` are what of it is still to be looked at. */
export interface ActLine {
  readonly id: string
  readonly enterpriseId: string
  readonly enterprise: string
  readonly project: string
  readonly branch: string
  readonly town: string
  readonly act: string
  readonly word: string
  readonly number: string
  readonly decided: Date | null
  readonly lead: string
  readonly co: string
  readonly isDemo: boolean
  readonly state: RegistrationRow['state']
  readonly grounds: readonly string[]
}

export const ACTS = '/api/registrations'

/** The acts that the filters name, the latest first, from a cursor on. */
export async function fetchActs(
  filters: ActFilters,
  cursor: string | null,
): Promise<Answer<Page<ActLine>>> {
  return read(await request('GET', `${ACTS}${actQuery(filters, cursor)}`), pageOf)
}

function pageOf(raw: unknown): Page<ActLine> {
  const page = wire('RegistrationsPageOut', raw)
  return {
    lines: page.list('rows', (one) => lineOf(wire('RegistrationOut', one))),
    next: page.textOrNull('next'),
  }
}

/** A state that is new here is one to look at. */
export function lineOf(row: Wire<Schemas['RegistrationOut']>): ActLine {
  return {
    ...{ id: row.text('id'), enterpriseId: row.text('enterprise_id') },
    ...{ enterprise: row.text('enterprise_name'), project: row.text('project_name') },
    ...{ branch: row.text('branch_name'), town: row.text('town_name') },
    ...{ act: row.text('act'), word: row.text('word'), number: row.text('number') },
    ...{ decided: row.moment('decided_at'), lead: row.text('lead_name') },
    ...{ co: row.text('co_name'), isDemo: row.flag('demo') },
    state: oneOf(STATES, row.text('state')) ?? 'in_review',
    grounds: row.list('grounds', String),
  }
}
