/** A visit while it is being written, as it is kept on the phone field by field. */
import type { Strokes } from '@/ui/signature'
import type { VisitRow } from './rows'
import { fieldsOf, itemsOf, numberIn, oneOf, textIn, type Fields } from '@/core/shape'
import { parsePhotos, parseStrokes, type TakenPhoto } from '@/features/evidence/public'
import {
  categories,
  checkinSources,
  kinds,
  signStates,
  type Category,
  type CheckinSource,
  type Kind,
  type SignState,
} from './words'

export interface Checkin {
  source: CheckinSource
  at: string
  latE7: number | null
  lngE7: number | null
  accuracyM: number | null
  townCode: string | null
}

export interface DraftFinding {
  id: string
  /** Null until somebody chose one. */
  category: Category | null
  text: string
  solved: boolean
  solvedNote: string
}

export interface DraftSignature {
  state: SignState | null
  reason: string
  /** The picture of the strokes, once the person said that it is done. */
  sha256: string | null
  strokes: Strokes
}

export interface VisitDraft {
  id: string
  enterpriseId: string
  /** Kept, as the enterprise may leave this phone while the visit is being written. */
  enterpriseName: string
  openedAt: string
  kind: Kind
  participants: string[]
  checkin: Checkin | null
  guidance: string
  findings: DraftFinding[]
  photos: TakenPhoto[]
  representative: string
  representativeTitle: string
  signature: DraftSignature
  note: string
}

const PREFIX = 'visit:'
/** What a visit is until somebody says otherwise. */
export const FIRST_KIND: Kind = 'guidance'

/** The name under which a visit's draft is kept. */
export function draftKey(id: string): string {
  return PREFIX + id
}

export function isVisitKey(key: string): boolean {
  return key.startsWith(PREFIX)
}

export interface Beginning {
  id: string
  enterpriseId: string
  enterpriseName: string
  personId: string
  at: Date
}

/** A new visit: opened now, by the person who holds the phone. */
export function beginVisit({ personId, at, ...which }: Beginning): VisitDraft {
  return {
    ...which,
    openedAt: at.toISOString(),
    kind: FIRST_KIND,
    participants: [personId],
    checkin: null,
    guidance: '',
    findings: [],
    photos: [],
    representative: '',
    representativeTitle: '',
    signature: { state: null, reason: '', sha256: null, strokes: [] },
    note: '',
  }
}

/** Read a kept draft; null when it is none, fields of an older form get their beginning. */
export function parseDraft(raw: unknown): VisitDraft | null {
  const fields = fieldsOf(raw)
  const id = textIn(fields, 'id')
  const enterpriseId = textIn(fields, 'enterpriseId')
  const openedAt = textIn(fields, 'openedAt')
  if (id === null || enterpriseId === null || openedAt === null) return null

  return {
    ...{ id, enterpriseId, openedAt },
    enterpriseName: words(fields, 'enterpriseName'),
    kind: oneOf(kinds, fields.get('kind')) ?? FIRST_KIND,
    participants: itemsOf(fields.get('participants')).filter((one) => typeof one === 'string'),
    checkin: parseCheckin(fieldsOf(fields.get('checkin'))),
    guidance: words(fields, 'guidance'),
    findings: itemsOf(fields.get('findings')).map(fieldsOf).flatMap(parseFinding),
    photos: parsePhotos(fields.get('photos')),
    representative: words(fields, 'representative'),
    representativeTitle: words(fields, 'representativeTitle'),
    signature: parseSignature(fieldsOf(fields.get('signature'))),
    note: words(fields, 'note'),
  }
}

function words(fields: Fields, key: string): string {
  return textIn(fields, key) ?? ''
}

function parseCheckin(fields: Fields): Checkin | null {
  const source = oneOf(checkinSources, fields.get('source'))
  const at = textIn(fields, 'at')
  if (source === null || at === null) return null

  return {
    ...{ source, at },
    latE7: numberIn(fields, 'latE7'),
    lngE7: numberIn(fields, 'lngE7'),
    accuracyM: numberIn(fields, 'accuracyM'),
    townCode: textIn(fields, 'townCode'),
  }
}

function parseFinding(fields: Fields): DraftFinding[] {
  const id = textIn(fields, 'id')
  if (id === null) return []

  return [
    {
      id,
      category: oneOf(categories, fields.get('category')),
      text: words(fields, 'text'),
      solved: fields.get('solved') === true,
      solvedNote: words(fields, 'solvedNote'),
    },
  ]
}

/** Read the signature of a kept draft. */
export function parseSignature(fields: Fields): DraftSignature {
  return {
    state: oneOf(signStates, fields.get('state')),
    reason: words(fields, 'reason'),
    sha256: textIn(fields, 'sha256'),
    strokes: parseStrokes(fields.get('strokes')),
  }
}

/** How a closed visit was checked in, in the shape of a draft's check-in. */
export function checkinOf(visit: VisitRow): Checkin | null {
  if (visit.checkin_source === null) return null
  return {
    source: visit.checkin_source,
    at: visit.checkin_at ?? visit.opened_at,
    latE7: visit.lat_e7,
    lngE7: visit.lng_e7,
    accuracyM: visit.accuracy_m,
    townCode: visit.checkin_town ?? null,
  }
}
