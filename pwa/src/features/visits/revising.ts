/** Commands that change a closed visit or its findings; history is kept, nothing is overwritten. */
import { isWaiting, type Entry } from '@/sync/entry'
import type { IssueWish } from '@/sync/issuing'
import type { Changes, FindingRow, Revision, VisitRow } from './rows'
import { entriesOf } from './standing'
import type { Kind } from './words'

/** The fields of a visit that its author may correct. */
export interface Correctable {
  kind: Kind
  guidance: string
  representative: string
  representative_title: string
  note: string
  participants: readonly string[]
}

export interface Change {
  by: string
  at: Date
  reason: string
  title: string
  entries: readonly Entry[]
}

/** In the order in which a history tells them. */
export const correctableFields = [
  'kind',
  'guidance',
  'representative',
  'representative_title',
  'note',
  'participants',
] as const satisfies readonly (keyof Correctable)[]

/** The name under which the draft of a correction is kept. */
export function correctionKey(visitId: string): string {
  return `correct:${visitId}`
}

export function correctableOf(visit: VisitRow): Correctable {
  const { kind, guidance, representative, representative_title, note, participants } = visit
  return { kind, guidance, representative, representative_title, note, participants }
}

/** What differs, each field with the value that was seen and the new one. */
export function changesBetween(visit: VisitRow, next: Correctable): Changes {
  const changes: Record<string, readonly [old: unknown, next: unknown]> = {}
  for (const field of correctableFields) {
    const now = tidy(next[field])
    if (!isSame(visit[field], now)) changes[field] = [visit[field], now]
  }
  return changes
}

export function correctVisit(visit: VisitRow, changes: Changes, change: Change): IssueWish {
  const next = Object.fromEntries(Object.entries(changes).map(([field, [, now]]) => [field, now]))
  const history = [...visit.history, revision('correct', changes, change)]
  return {
    name: 'visit.correct',
    entity: visit.id,
    args: { reason: change.reason, changes },
    ...basis(visit, change.entries),
    previews: [{ tbl: 'visit', id: visit.id, row: { ...next, history } }],
    title: change.title,
  }
}

export function withdrawVisit(visit: VisitRow, change: Change): IssueWish {
  const history = [...visit.history, revision('withdraw', {}, change)]
  const row = { state: 'withdrawn', withdrawn_reason: change.reason, history }
  return {
    name: 'visit.withdraw',
    entity: visit.id,
    args: { reason: change.reason },
    ...basis(visit, change.entries),
    previews: [{ tbl: 'visit', id: visit.id, row }],
    title: change.title,
  }
}

export interface Solution {
  note: string
  confirmedBy: string
  solvedOn: string
}

export function solveFinding(
  finding: FindingRow,
  solution: Solution,
  change: Omit<Change, 'reason' | 'at'>,
): IssueWish {
  const { note, confirmedBy, solvedOn } = solution
  const row = {
    ...{ state: 'solved', solved_on: solvedOn, solved_note: note },
    ...{ confirmed_by: confirmedBy, solved_by: change.by },
  }
  return {
    name: 'finding.solve',
    entity: finding.id,
    args: { note, confirmed_by: confirmedBy, solved_on: solvedOn },
    ...basis(finding, change.entries, finding.visit_id),
    previews: [{ tbl: 'finding', id: finding.id, row }],
    title: change.title,
  }
}

/** On what the change builds: the bureau's version, or commands of this phone before it. */
function basis(
  row: { id: string; ver: number },
  entries: readonly Entry[],
  madeWith = row.id,
): Pick<IssueWish, 'baseVer' | 'baseCommand' | 'deps'> {
  const own = entriesOf(row.id, entries).filter(isWaiting).at(-1)
  const before = own ?? entriesOf(madeWith, entries).filter(isWaiting).at(-1)
  return {
    ...(row.ver > 0 ? { baseVer: row.ver } : {}),
    ...(own ? { baseCommand: own.id } : {}),
    ...(before ? { deps: [before.id] } : {}),
  }
}

function revision(action: Revision['action'], changes: Changes, change: Change): Revision {
  return { at: change.at.toISOString(), by: change.by, action, reason: change.reason, changes }
}

/** The bureau keeps words without the space around them. */
function tidy(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
