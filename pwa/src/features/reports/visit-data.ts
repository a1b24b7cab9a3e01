import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { fieldsOf, itemsOf, textIn, type Fields } from '@/core/shape'
import type { Page } from '@/core/paging'
import { wire, type Schemas, type Wire } from '@/core/wire'
import { visitQuery, type VisitFilters } from './filters'

/** One visit as the office's list shows it. */
export interface VisitLine {
  id: string
  on: string
  enterprise: string
  branch: string
  town: string
  kind: string
  opened: Date | null
  closed: Date | null
  received: Date | null
  author: string
  people: string[]
  photos: number
  findings: number
  flags: string[]
  guidance: string
  sign: string
  state: string
  position: VisitPosition | null
}

export interface VisitPosition {
  source: string
  at: Date | null
  lat: number | null
  lng: number | null
  accuracy: number | null
  /** The town that was chosen where no position was taken. */
  town: string
}

export interface OfficePhoto {
  id: string
  sha256: string
  caption: string
  taken: Date | null
  /** pending · received · damaged */
  state: string
}

export interface OfficeFinding {
  id: string
  category: string
  text: string
  state: string
  solvedOn: string | null
  solvedNote: string
  confirmedBy: string
}

export interface Change {
  /** When the phone says that it was done; the bureau's time where it does not say. */
  at: Date | null
  received: Date | null
  by: string
  action: string
  reason: string
  changes: { field: string; old: unknown; next: unknown }[]
}

export interface VisitRecord extends VisitLine {
  enterpriseId: string
  note: string
  representative: string
  representativeTitle: string
  signReason: string
  signature: string | null
  withdrawnReason: string
  deviceTime: Date | null
  clockOffset: number | null
  photoList: OfficePhoto[]
  findingList: OfficeFinding[]
  history: Change[]
}

export async function fetchVisits(
  filters: VisitFilters,
  cursor: string | null,
): Promise<Answer<Page<VisitLine>>> {
  return read(await request('GET', `/api/visits${visitQuery(filters, cursor)}`), pageOf)
}

export async function fetchVisit(id: string): Promise<Answer<VisitRecord>> {
  return read(await request('GET', `/api/visits/${encodeURIComponent(id)}`), recordOf)
}

function pageOf(raw: unknown): Page<VisitLine> {
  const page = wire('VisitsPageOut', raw)
  return {
    lines: page.list('rows', (row) => lineOf(wire('VisitOut', row))),
    next: page.textOrNull('next'),
  }
}

function lineOf(visit: Wire<Schemas['VisitOut']>): VisitLine {
  return {
    id: visit.text('id'),
    on: visit.text('visited_on'),
    enterprise: visit.text('enterprise_name'),
    branch: visit.text('branch_name'),
    town: visit.text('town_name'),
    kind: visit.text('kind'),
    opened: visit.moment('opened_at'),
    closed: visit.moment('closed_at'),
    received: visit.moment('received_at'),
    author: visit.text('author_name'),
    people: visit.list('participants', (person) => wire('VisitPersonOut', person).text('name')),
    photos: visit.number('n_photos'),
    findings: visit.number('n_findings'),
    flags: visit.list('flag_words', String),
    guidance: visit.text('guidance'),
    sign: visit.text('sign_state'),
    state: visit.text('state'),
    position: positionOf(visit.raw('position')),
  }
}

function positionOf(raw: unknown): VisitPosition | null {
  if (raw === null || raw === undefined) return null
  const position = wire('VisitPositionOut', raw)
  return {
    source: position.text('source'),
    at: position.moment('at'),
    lat: position.numberOrNull('lat_e7'),
    lng: position.numberOrNull('lng_e7'),
    accuracy: position.numberOrNull('accuracy_m'),
    town: position.text('town_name'),
  }
}

function recordOf(raw: unknown): VisitRecord {
  const visit = wire('VisitDetailOut', raw)
  const people = new Map(visit.list('participants', (one) => namedOf(one)))
  people.set(visit.text('author_id'), visit.text('author_name'))
  return {
    ...lineOf(wire('VisitOut', raw)),
    enterpriseId: visit.text('enterprise_id'),
    note: visit.text('note'),
    representative: visit.text('representative'),
    representativeTitle: visit.text('representative_title'),
    signReason: visit.text('sign_reason'),
    signature: visit.flag('signature_received') ? visit.textOrNull('signature_sha') : null,
    withdrawnReason: visit.text('withdrawn_reason'),
    deviceTime: visit.moment('device_time'),
    clockOffset: visit.numberOrNull('server_offset_ms'),
    photoList: visit.list('photos', photoOf),
    findingList: visit.list('findings', findingOf),
    history: visit.list('history', (entry) => changeOf(entry, people)),
  }
}

function namedOf(raw: unknown): [string, string] {
  const person = wire('VisitPersonOut', raw)
  return [person.text('id'), person.text('name')]
}

function photoOf(raw: unknown): OfficePhoto {
  const photo = wire('VisitPhotoOut', raw)
  return {
    id: photo.text('id'),
    sha256: photo.text('sha256'),
    caption: photo.text('caption'),
    taken: photo.moment('taken_at'),
    state: photo.text('state'),
  }
}

function findingOf(raw: unknown): OfficeFinding {
  const finding = wire('FindingOut', raw)
  return {
    id: finding.text('id'),
    category: finding.text('category'),
    text: finding.text('text'),
    state: finding.text('state'),
    solvedOn: finding.textOrNull('solved_on'),
    solvedNote: finding.text('solved_note'),
    confirmedBy: finding.text('confirmed_by'),
  }
}

/** An entry of the history: `changes` gives each field's old and new value. */
function changeOf(raw: unknown, people: ReadonlyMap<string, string>): Change {
  const entry = fieldsOf(raw)
  const received = momentIn(entry, 'at')
  return {
    at: momentIn(entry, 'device_time') ?? received,
    received,
    by: people.get(textIn(entry, 'by') ?? '') ?? '',
    action: textIn(entry, 'action') ?? '',
    reason: textIn(entry, 'reason') ?? '',
    changes: [...fieldsOf(entry.get('changes'))].map(([field, pair]) => {
      const [old, next] = itemsOf(pair)
      return { field, old, next }
    }),
  }
}

function momentIn(fields: Fields, key: string): Date | null {
  const at = new Date(textIn(fields, key) ?? '')
  return Number.isNaN(at.getTime()) ? null : at
}
