/** What one person did as this phone knows it, in the words of the kernel. */
import type { FindingRow, VisitRow } from '@/features/visits/public'
import type { QuotaVisit, Solution, Work } from '@/rules/quota'
import type { Entry } from '@/sync/entry'
import type { Row } from '@/sync/protocol'
import type { Table } from '@/sync/table'
import type { MatterRow } from './rows'

export interface Tables {
  readonly visits: Table<VisitRow>
  readonly findings: Table<FindingRow>
  readonly matters: Table<MatterRow>
}

export interface Refusal {
  readonly name: string
  readonly words: string
}

type Columns = Readonly<Record<string, unknown>>

const CITY_MS = 8 * 3_600_000
const ISO_DAY = 10
const SETTLED = new Set(['confirmed', 'closed'])

/** With what waits here, and with what a review has not taken in. */
export function shownWork(tables: Tables, entries: readonly Entry[]): Work {
  const work = workOf(tables, (table) => table.all())
  const refused = refusedEntries(tables, entries).map(({ entity, row }) =>
    refusedVisit(entity, row),
  )
  return { ...work, visits: [...refused, ...work.visits] }
}

/** What refused visits are called, and the bureau's words about each, by their ids. */
export function refusals(tables: Tables, entries: readonly Entry[]): ReadonlyMap<string, Refusal> {
  return new Map(
    refusedEntries(tables, entries).map(({ entity, title, result }) => [
      entity,
      { name: title, words: result?.problem?.detail || (result?.problem?.title ?? '') },
    ]),
  )
}

/** As the bureau last gave it. */
export function confirmedWork(tables: Tables): Work {
  return workOf(tables, (table) =>
    table.all().flatMap(({ id }) => {
      const row = table.confirmed(id)
      return row === undefined ? [] : [row]
    }),
  )
}

/** The civil day of an instant in the city, where the bureau counts. */
export function cityDay(instant: string): string {
  const at = Date.parse(instant)
  return Number.isNaN(at) ? '' : new Date(at + CITY_MS).toISOString().slice(0, ISO_DAY)
}

type Rows = <R extends Row>(table: Table<R>) => readonly R[]

function workOf({ visits, findings, matters }: Tables, rows: Rows): Work {
  const seen = rows(visits)
  const byId = new Map(seen.map((visit) => [visit.id, visit]))
  const found = rows(findings).flatMap((finding) => {
    const visit = byId.get(finding.visit_id)
    return visit === undefined ? [] : solvedFinding(finding, visit)
  })
  return { visits: seen.map(visitFact), solutions: [...found, ...rows(matters).flatMap(solved)] }
}

function visitFact(visit: VisitRow): QuotaVisit {
  return {
    id: visit.id,
    enterprise_id: visit.enterprise_id,
    on: cityDay(visit.opened_at),
    author: visit.author_id,
    people: visit.participants,
    state: visit.state === 'withdrawn' ? 'withdrawn' : 'stands',
    received_on: visit.received_at ? cityDay(visit.received_at) : null,
  }
}

/** What was solved on the spot names neither day nor person: they are those of the visit. */
function solvedFinding(finding: FindingRow, visit: VisitRow): Solution[] {
  if (finding.state !== 'solved') return []
  return [
    {
      ...{ id: finding.id, problem: finding.id, source: 'finding', hard: false },
      on: finding.solved_on ?? cityDay(visit.opened_at),
      people: [finding.solved_by ?? visit.author_id],
      state: visit.state === 'withdrawn' ? 'withdrawn' : 'stands',
      received_on: null,
    },
  ]
}

function solved(matter: MatterRow): Solution[] {
  const { id, solved_by, solved_on, source, hard } = matter
  if (!SETTLED.has(matter.state) || solved_by === null || solved_on === null) return []
  const problem = matter.finding_id ?? id
  const about = { id, problem, source, hard, on: solved_on, people: [solved_by] }
  return [{ ...about, state: 'stands', received_on: null }]
}

/** Closed here and not taken in: what a review took in later stands among the visits. */
function refusedEntries(
  { visits }: Tables,
  entries: readonly Entry[],
): readonly (Entry & { readonly row: Columns })[] {
  const refused = entries.filter(({ name, state }) => name === 'visit.close' && state === 'review')
  return refused.flatMap((entry) => {
    const { entity, previews } = entry
    const row = previews.find(({ tbl, id }) => tbl === 'visit' && id === entity)?.row
    return row && visits.confirmed(entity) === undefined ? [{ ...entry, row }] : []
  })
}

function refusedVisit(id: string, row: Columns): QuotaVisit {
  const { participants } = row
  return {
    id,
    enterprise_id: textOf(row['enterprise_id']),
    on: cityDay(textOf(row['opened_at'])),
    author: textOf(row['author_id']),
    people: Array.isArray(participants) ? participants.map(textOf) : [],
    ...{ state: 'rejected', received_on: null },
  }
}

function textOf(raw: unknown): string {
  return typeof raw === 'string' ? raw : ''
}
