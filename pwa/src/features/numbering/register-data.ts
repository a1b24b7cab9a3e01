import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { queryOf } from '@/core/saving'
import { itemsOf, oneOf } from '@/core/shape'
import { wire } from '@/core/wire'

export const STATES = ['used', 'leased', 'returned', 'void', 'lost', 'paper'] as const
export type NumberState = (typeof STATES)[number]

/** The numbers of one branch, kind and year. */
export interface Series {
  readonly id: string
  readonly branchId: string
  readonly branchName: string
  readonly kind: string
  readonly year: number
  readonly part: number
  readonly startAfter: number
}

/** One number, and what became of it. */
export interface NumberLine {
  readonly id: string
  readonly n: number
  readonly text: string
  readonly state: NumberState
  readonly about: string
  readonly on: string
  readonly reason: string
  readonly leaseId: string | null
  readonly personName: string
  /** Its phone has gone on without telling what it was given to. */
  readonly isPassed: boolean
}

export interface RegisterPage {
  readonly lines: readonly NumberLine[]
  readonly tally: ReadonlyMap<NumberState, number>
  readonly more: boolean
}

const NUMBERS = '/api/numbers'

export async function fetchSeries(): Promise<Answer<Series[]>> {
  return read(await request('GET', NUMBERS), (raw) => itemsOf(raw).map(seriesOf))
}

/** The numbers after `after`, of one state or of all. */
export async function fetchRegister(
  seriesId: string,
  state: NumberState | null,
  after = 0,
): Promise<Answer<RegisterPage>> {
  const query = queryOf({ state, after: after > 0 ? String(after) : null })
  return read(await request('GET', `${NUMBERS}/${seriesId}/register${query}`), pageOf)
}

/** Where the register can be fetched as a file. */
export function exportPath(seriesId: string, form: 'xlsx' | 'csv', state: string | null): string {
  return `${NUMBERS}/${seriesId}/export.${form}${queryOf({ state })}`
}

export async function makeVoid(
  seriesId: string,
  n: number,
  reason: string,
): Promise<Answer<unknown>> {
  return request('POST', `${NUMBERS}/${seriesId}/void`, { n, reason })
}

export async function closeBlock(leaseId: string, reason: string): Promise<Answer<unknown>> {
  return request('POST', `${NUMBERS}/blocks/${leaseId}/close`, { reason })
}

/** Have a series go on after the last number that was given on paper. */
export async function startAfter(series: Series, n: number): Promise<Answer<unknown>> {
  const { branchId, kind, year } = series
  return request('PUT', `${NUMBERS}/start`, { branch_id: branchId, kind, year, n })
}

function seriesOf(raw: unknown): Series {
  const row = wire('SeriesOut', raw)
  return {
    ...{ id: row.text('id'), kind: row.text('kind') },
    ...{ branchId: row.text('branch_id'), branchName: row.text('branch_name') },
    ...{ year: row.number('year'), part: row.number('part') },
    startAfter: row.number('start_after'),
  }
}

function pageOf(raw: unknown): RegisterPage {
  const page = wire('RegisterOut', raw)
  const tally = page.list('tally', (one) => {
    const counted = wire('NumberTallyOut', one)
    return [stateOf(counted.text('state')), counted.number('count')] as const
  })
  return { lines: page.list('lines', lineOf), tally: new Map(tally), more: page.flag('more') }
}

function lineOf(raw: unknown): NumberLine {
  const row = wire('NumberLineOut', raw)
  return {
    ...{ id: String(row.number('n')), n: row.number('n'), text: row.text('text') },
    ...{ state: stateOf(row.text('state')), about: row.text('about') },
    ...{
      on: row.text('given_on'),
      reason: row.text('reason'),
      leaseId: row.textOrNull('lease_id'),
    },
    ...{ personName: row.text('person_name'), isPassed: row.flag('is_passed') },
  }
}

function stateOf(word: string): NumberState {
  return oneOf(STATES, word) ?? 'lost'
}
