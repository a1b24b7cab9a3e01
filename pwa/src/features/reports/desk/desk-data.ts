import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { queryOf } from '@/core/saving'
import { wire } from '@/core/wire'
import { actsOf, type DoorActs } from './acts-data'

/** What the desk shows; null and empty text leave the choice to the bureau. */
export interface DeskFilters {
  plan: string | null
  branch: string | null
  from: string
  to: string
}

/** The people of a branch or a rank, and how much of what is asked of them is reached. */
export interface Group {
  id: string
  name: string
  people: number
  done: number
  waived: number
  asked: number
  reached: number
  visits: number
  waiting: number
  unheard: number
}

export interface PersonLine {
  id: string
  name: string
  branch: string
  rank: string
  asked: number
  reached: number
  visits: number
  state: string
  waiting: number
  unheard: boolean
  lastSync: Date | null
}

export interface TrendPoint {
  on: string
  reached: number
  needed: number
}

export interface TownLine {
  code: string
  name: string
  visits: number
  months: number[]
}

export interface KindLine {
  category: string
  found: number
  solved: number
  open: number
  late: number
  medianDays: number | null
  meanDays: number | null
}

export interface ServiceLine {
  id: string
  name: string
  inPost: number
  outOfPost: number
}

export interface LateProblem {
  id: string
  visitId: string
  enterprise: string
  branch: string
  category: string
  text: string
  days: number
}

export interface Desk {
  asOf: Date | null
  from: string
  to: string
  place: string
  plan: { id: string; name: string; from: string; to: string } | null
  visits: number
  branches: Group[]
  ranks: Group[]
  people: PersonLine[]
  asked: number
  points: TrendPoint[]
  months: string[]
  towns: TownLine[]
  kinds: KindLine[]
  service: ServiceLine[]
  acts: DoorActs
  late: LateProblem[]
  matters: number
  visitPlans: number
  openReviews: number
}

export async function fetchDesk(filters: DeskFilters): Promise<Answer<Desk>> {
  return read(await request('GET', deskPath('desk', filters)), deskOf)
}

/** The address of the desk, or of the file that says the same. */
export function deskPath(end: string, { plan, branch, from, to }: DeskFilters): string {
  const query = queryOf({ plan_id: plan, branch_id: branch, first: from, last: to })
  return `/api/reports/${end}${query}`
}

function deskOf(raw: unknown): Desk {
  const desk = wire('DeskOut', raw)
  const span = wire('SpanOut', desk.raw('span'))
  const trend = wire('TrendOut', desk.raw('trend'))
  const overdue = wire('OverdueOut', desk.raw('overdue'))
  return {
    asOf: desk.moment('as_of'),
    from: span.text('first'),
    to: span.text('last'),
    place: desk.text('place'),
    plan: planOf(desk.raw('plan')),
    visits: desk.number('visits'),
    branches: desk.list('branches', groupOf),
    ranks: desk.list('ranks', groupOf),
    people: desk.list('people', personOf),
    asked: trend.number('asked'),
    points: trend.list('points', pointOf),
    months: desk.list('months', String),
    towns: desk.list('towns', townOf),
    kinds: desk.list('kinds', kindOf),
    service: desk.list('service', serviceOf),
    acts: actsOf(desk.raw('acts')),
    late: overdue.list('problems', lateOf),
    matters: overdue.number('matters'),
    visitPlans: overdue.number('visit_plans'),
    openReviews: overdue.number('open_reviews'),
  }
}

function planOf(raw: unknown): Desk['plan'] {
  const plan = wire('PlanHeadOut', raw)
  const id = plan.text('id')
  if (id === '') return null
  return {
    id,
    name: plan.text('name'),
    from: plan.text('period_from'),
    to: plan.text('period_to'),
  }
}

function groupOf(raw: unknown): Group {
  const group = wire('GroupOut', raw)
  return {
    id: group.text('id'),
    name: group.text('name'),
    people: group.number('people'),
    done: group.number('done'),
    waived: group.number('waived'),
    asked: group.number('asked'),
    reached: group.number('reached'),
    visits: group.number('visits'),
    waiting: group.number('waiting'),
    unheard: group.number('unheard'),
  }
}

function personOf(raw: unknown): PersonLine {
  const person = wire('PersonLineOut', raw)
  return {
    id: person.text('id'),
    name: person.text('name'),
    branch: person.text('branch_name'),
    rank: person.text('rank'),
    asked: person.number('asked'),
    reached: person.number('reached'),
    visits: person.number('visits'),
    state: person.text('state'),
    waiting: person.number('waiting'),
    unheard: person.flag('unheard'),
    lastSync: person.moment('last_sync_at'),
  }
}

function pointOf(raw: unknown): TrendPoint {
  const point = wire('TrendPointOut', raw)
  return {
    on: point.text('on'),
    reached: point.number('reached'),
    needed: point.number('needed'),
  }
}

function townOf(raw: unknown): TownLine {
  const town = wire('TownLineOut', raw)
  return {
    code: town.text('town_code'),
    name: town.text('name'),
    visits: town.number('visits'),
    months: town.list('months', Number),
  }
}

function kindOf(raw: unknown): KindLine {
  const kind = wire('KindLineOut', raw)
  return {
    category: kind.text('category'),
    found: kind.number('found'),
    solved: kind.number('solved'),
    open: kind.number('open'),
    late: kind.number('late'),
    medianDays: kind.numberOrNull('median_days'),
    meanDays: kind.numberOrNull('mean_days'),
  }
}

function serviceOf(raw: unknown): ServiceLine {
  const line = wire('ServiceLineOut', raw)
  return {
    id: line.text('branch_id'),
    name: line.text('name'),
    inPost: line.number('in_post'),
    outOfPost: line.number('out_of_post'),
  }
}

function lateOf(raw: unknown): LateProblem {
  const late = wire('LateProblemOut', raw)
  return {
    id: late.text('finding_id'),
    visitId: late.text('visit_id'),
    enterprise: late.text('enterprise_name'),
    branch: late.text('branch_name'),
    category: late.text('category'),
    text: late.text('text'),
    days: late.number('days'),
  }
}

/** A report that was ordered: queued, ready, or failed with words. */
export interface Report {
  id: string
  name: string
  state: string
  trouble: string
}

/** Have what the desk shows now made into a formal report. */
export async function orderReport(filters: DeskFilters): Promise<Answer<Report>> {
  const { plan, branch, from, to } = filters
  const wanted = { plan_id: plan, branch_id: branch, first: from || null, last: to || null }
  const said = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null))
  return read(await request('POST', '/api/reports/desk/papers', said), reportOf)
}

export async function fetchReport(id: string): Promise<Answer<Report>> {
  return read(await request('GET', `/api/reports/desk/papers/${encodeURIComponent(id)}`), reportOf)
}

export function reportPath(id: string): string {
  return `/api/reports/desk/papers/${encodeURIComponent(id)}.pdf`
}

function reportOf(raw: unknown): Report {
  const report = wire('DeskReportOut', raw)
  return {
    id: report.text('id'),
    name: report.text('name'),
    state: report.text('state'),
    trouble: report.text('trouble'),
  }
}
