/** An on-site act while it is being made, as it is kept on the phone field by field. */
import type { EnterpriseRow } from '@/features/enterprises/public'
import { NO_SIGNATURE, parseSignature, type DraftSignature } from '@/features/visits/public'
import { fieldsOf, numberIn, oneOf, textIn, type Fields } from '@/core/shape'
import { beginForm, parseForm, type DraftForm } from './form'
import type { RegistrationRow } from './rows'
import { parseTriaged, type Triaged } from './triaged'
import { coHows, type CoHow } from './words'

/** The second officer, and how he stands for the act. */
export interface DraftCoOfficer {
  personId: string | null
  how: CoHow | null
  /** The text of his signed answer, and the essence that it was given for. */
  confirmation: string
  confirmedHash: string
  signature: DraftSignature
}

export interface RegistrationDraft {
  id: string
  enterpriseId: string
  enterpriseName: string
  enterpriseCode: string
  /** The version of the file that the officer saw. */
  enterpriseVer: number
  townCode: string | null
  openedAt: string
  triaged: Triaged
  form: DraftForm | null
  /** A notice of all gaps is handed over instead of a decision. */
  isNotice: boolean
  leaderReason: string
  co: DraftCoOfficer
  /** When the officers showed who they are. */
  cardShownAt: string | null
  representative: string
  representativeTitle: string
  signature: DraftSignature
  filingNumber: string
}

const PREFIX = 'registration:'

export function draftKey(id: string): string {
  return PREFIX + id
}

export function isRegistrationKey(key: string): boolean {
  return key.startsWith(PREFIX)
}

export interface Beginning {
  readonly id: string
  readonly at: Date
  readonly enterprise: EnterpriseRow
  readonly triaged: Triaged
  readonly last: RegistrationRow | undefined
}

/** A new act about an enterprise; only a registration form has a form to be filled in. */
export function beginRegistration({ id, at, ...known }: Beginning): RegistrationDraft {
  const { enterprise, triaged } = known
  return {
    ...{ id, triaged, openedAt: at.toISOString() },
    enterpriseId: enterprise.id,
    enterpriseName: enterprise.name,
    enterpriseCode: enterprise.code ?? '',
    enterpriseVer: enterprise.ver,
    townCode: enterprise.town_code,
    form: triaged.outcome === 'registration_form' ? beginForm(known) : null,
    ...{ isNotice: false, leaderReason: '', cardShownAt: null, filingNumber: '' },
    co: { ...NOBODY },
    ...{ representative: '', representativeTitle: '', signature: { ...NO_SIGNATURE } },
  }
}

const NOBODY: DraftCoOfficer = {
  ...{ personId: null, how: null, confirmation: '', confirmedHash: '' },
  signature: { ...NO_SIGNATURE },
}

/** Read a kept draft; null when it is none. */
export function parseDraft(raw: unknown): RegistrationDraft | null {
  const fields = fieldsOf(raw)
  const id = textIn(fields, 'id')
  const enterpriseId = textIn(fields, 'enterpriseId')
  const openedAt = textIn(fields, 'openedAt')
  const triaged = parseTriaged(fields.get('triaged'))
  if (id === null || enterpriseId === null || openedAt === null || triaged === null) return null
  return {
    ...{ id, enterpriseId, openedAt, triaged },
    enterpriseName: words(fields, 'enterpriseName'),
    enterpriseCode: words(fields, 'enterpriseCode'),
    enterpriseVer: numberIn(fields, 'enterpriseVer') ?? 0,
    townCode: textIn(fields, 'townCode'),
    form: parseForm(fields.get('form')),
    isNotice: fields.get('isNotice') === true,
    leaderReason: words(fields, 'leaderReason'),
    co: parseCoOfficer(fieldsOf(fields.get('co'))),
    cardShownAt: textIn(fields, 'cardShownAt'),
    representative: words(fields, 'representative'),
    representativeTitle: words(fields, 'representativeTitle'),
    signature: parseSignature(fieldsOf(fields.get('signature'))),
    filingNumber: words(fields, 'filingNumber'),
  }
}

function parseCoOfficer(fields: Fields): DraftCoOfficer {
  return {
    personId: textIn(fields, 'personId'),
    how: oneOf(coHows, fields.get('how')),
    confirmation: words(fields, 'confirmation'),
    confirmedHash: words(fields, 'confirmedHash'),
    signature: parseSignature(fieldsOf(fields.get('signature'))),
  }
}

function words(fields: Fields, key: string): string {
  return textIn(fields, key) ?? ''
}
