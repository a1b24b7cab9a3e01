import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { queryOf } from '@/core/saving'
import { oneOf } from '@/core/shape'
import type { Page } from '@/core/paging'
import { wire, type Schemas, type Wire } from '@/core/wire'
import { states, type MatterState } from '../states'
import { channels } from '../opening'
import { eventKinds, type MatterEventRow, type MatterPhoto, type MatterRow } from '../rows'

export const CASES = '/api/cases'
export const sources = ['finding', 'petition', 'registration'] as const

/** Which matters the office wants to see; empty texts and null ask for all. */
export interface CaseFilters {
  readonly branch: string | null
  readonly state: MatterState | null
  readonly source: MatterRow['source'] | null
  readonly only: 'hard' | 'overdue' | null
  readonly text: string
}

export const noFilters: CaseFilters = {
  ...{ branch: null, state: null, source: null, only: null, text: '' },
}

/** A matter as the office's list shows it. */
export interface CaseLine {
  readonly id: string
  readonly title: string
  readonly enterprise: string
  readonly branch: string
  readonly town: string
  readonly source: MatterRow['source']
  readonly channel: MatterRow['channel']
  readonly hard: boolean
  readonly state: MatterState
  readonly due_on: string
  readonly holder: string
  readonly offered: string
  readonly opened: Date | null
}

/** One matter with its timeline; `petitioner` is none, hidden, or shown on request. */
export interface CaseRecord extends CaseLine {
  readonly words: string
  readonly enterpriseId: string | null
  readonly holderId: string | null
  readonly offeredTo: string | null
  readonly solvedBy: string | null
  readonly openedBy: string
  readonly events: readonly MatterEventRow[]
  readonly leads: boolean
  readonly petitioner: string
}

/** The filters as the bureau's query, for the list and the workbook alike. */
export function caseQuery(filters: CaseFilters, cursor: string | null = null): string {
  const { branch, state, source, only, text } = filters
  const one = only === null ? {} : { [only]: 'true' }
  return queryOf({ branch_id: branch, state, source, ...one, q: text.trim(), cursor })
}

export function isNarrowed(filters: CaseFilters): boolean {
  return caseQuery(filters) !== ''
}

export async function fetchCases(
  filters: CaseFilters,
  cursor: string | null,
): Promise<Answer<Page<CaseLine>>> {
  return read(await request('GET', `${CASES}${caseQuery(filters, cursor)}`), pageOf)
}

export async function fetchCase(id: string): Promise<Answer<CaseRecord>> {
  return read(await request('GET', pathOf(id)), recordOf)
}

export async function enterPetition(told: Record<string, unknown>): Promise<Answer<CaseRecord>> {
  return read(await request('POST', CASES, { source: 'petition', ...told }), recordOf)
}

/** Do at the desk what the command of the same name does on a phone. */
export async function doAtDesk(
  id: string,
  verb: string,
  told: Record<string, unknown>,
): Promise<Answer<CaseRecord>> {
  return read(await request('POST', `${pathOf(id)}/${verb}`, told), recordOf)
}

/** Who brought the petition; the bureau writes down that somebody looked. */
export async function fetchPetitioner(id: string): Promise<Answer<string>> {
  return read(await request('GET', `${pathOf(id)}/petitioner`), (raw) => {
    const who = wire('PetitionerOut', raw)
    return [who.text('name'), who.text('phone')].filter(Boolean).join(' · ')
  })
}

/** The address of a one-time link, told once. */
export async function makeLink(id: string): Promise<Answer<string>> {
  return read(await request('POST', `${pathOf(id)}/link`), (raw) => {
    return `${window.location.origin}/c#${wire('CaseLinkOut', raw).text('token')}`
  })
}

function pathOf(id: string): string {
  return `${CASES}/${encodeURIComponent(id)}`
}

function pageOf(raw: unknown): Page<CaseLine> {
  const page = wire('CasesPageOut', raw)
  return {
    lines: page.list('rows', (one) => lineOf(wire('CaseOut', one))),
    next: page.textOrNull('next'),
  }
}

/** A state that is new here is one to look at. */
function lineOf(row: Wire<Schemas['CaseOut']>): CaseLine {
  return {
    ...{ id: row.text('id'), title: row.text('title'), enterprise: row.text('enterprise_name') },
    ...{ branch: row.text('branch_name'), town: row.text('town_name') },
    source: oneOf(sources, row.text('source')) ?? 'petition',
    channel: oneOf(channels, row.text('channel')) ?? '',
    ...{ hard: row.flag('hard'), state: oneOf(states, row.text('state')) ?? 'open' },
    ...{ due_on: row.text('due_on'), holder: row.text('holder_name') },
    ...{ offered: row.text('offered_name'), opened: row.moment('opened_at') },
  }
}

function recordOf(raw: unknown): CaseRecord {
  const found = wire('CaseDetailOut', raw)
  return {
    ...lineOf(wire('CaseOut', raw)),
    ...{ words: found.text('words'), enterpriseId: found.textOrNull('enterprise_id') },
    ...{ holderId: found.textOrNull('holder_id'), offeredTo: found.textOrNull('offered_to') },
    ...{ solvedBy: found.textOrNull('solved_by'), openedBy: found.text('opened_name') },
    events: found.list('events', eventOf).toReversed(),
    ...{ leads: found.flag('leads'), petitioner: found.text('petitioner') },
  }
}

function eventOf(raw: unknown): MatterEventRow {
  const event = wire('CaseEventOut', raw)
  return {
    ...{ id: event.text('id'), ver: 1, matter_id: '' },
    kind: oneOf(eventKinds, event.text('kind')) ?? 'log',
    ...{ at: event.text('at'), by_id: event.textOrNull('by_id'), words: event.text('words') },
    ...{ visit_id: event.textOrNull('visit_id'), to_id: event.textOrNull('to_id') },
    ...{ due_on: event.textOrNull('due_on'), photos: event.list('photos', photoOf) },
    ...{ how: event.text('how'), party: event.text('party') },
    party_title: event.text('party_title'),
    signature_sha: event.textOrNull('signature_sha'),
    ...{ flags: [], received_at: event.text('received_at') },
  }
}

function photoOf(raw: unknown): MatterPhoto {
  const photo = wire('CasePhotoOut', raw)
  return {
    ...{ id: photo.text('id'), sha256: photo.text('sha256'), caption: photo.text('caption') },
    ...{ taken_at: photo.textOrNull('taken_at'), bytes: 0 },
    ...{ width: photo.number('width'), height: photo.number('height') },
  }
}
