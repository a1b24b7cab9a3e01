/** A matter while it is being opened, as plain texts that are kept field by field. */
import { oneOf } from '@/core/shape'
import type { RegistrationRow } from '@/features/registrations/public'
import type { FindingRow } from '@/features/visits/public'
import type { Opening } from './opened'
import type { Channel } from './rows'

export const channels = ['telephone', 'letter', 'counter'] as const

const blank = {
  ...{ channel: '', title: '', words: '', town: '', hard: '', hardReason: '' },
  ...{ name: '', phone: '' },
}
export type OpeningFields = Record<keyof typeof blank, string>

const MOST_TITLE = 100

export function beginningOf(
  finding: FindingRow | null,
  act: RegistrationRow | null,
): Readonly<OpeningFields> {
  const title = finding?.text ?? act?.word ?? ''
  return { ...blank, title: title.slice(0, MOST_TITLE) }
}

export function asChannel(text: string): Channel | null {
  return oneOf(channels, text)
}

export function isOpenable(fields: OpeningFields, isPetition: boolean): boolean {
  const isSaid = fields.title.trim() !== '' && (!isPetition || asChannel(fields.channel) !== null)
  return isSaid && (fields.hard !== 'yes' || fields.hardReason.trim() !== '')
}

export function openingOf(
  fields: OpeningFields,
  of: OpenedOf,
  id: string,
  branchId: string | null,
): Opening {
  const shared = {
    ...{ id, branchId, title: fields.title.trim(), words: fields.words.trim() },
    hardReason: fields.hard === 'yes' ? fields.hardReason.trim() : '',
  }
  return of.finding === null && of.act === null
    ? { ...shared, ...petition(fields) }
    : { ...shared, ...sourceOf(of) }
}

type Origin = Omit<Opening, 'id' | 'branchId' | 'title' | 'words' | 'hardReason'>

function petition(fields: OpeningFields): Origin {
  return {
    ...{ source: 'petition', category: 'other', channel: asChannel(fields.channel) ?? '' },
    ...{ enterprise: null, townCode: fields.town || null },
    ...{ findingId: null, registrationId: null },
    petitioner: { name: fields.name.trim(), phone: fields.phone.trim() },
  }
}

function sourceOf({ finding, act, enterpriseName: name }: OpenedOf): Origin {
  const shared = { channel: '', petitioner: null } as const
  if (finding !== null) {
    return {
      ...{ ...shared, source: 'finding', category: finding.category, townCode: null },
      ...{ enterprise: { id: finding.enterprise_id, name }, findingId: finding.id },
      registrationId: null,
    }
  }
  return {
    ...{ ...shared, source: 'registration', category: 'other' },
    townCode: act?.town_code ?? null,
    enterprise: act && { id: act.enterprise_id, name },
    ...{ findingId: null, registrationId: act?.id ?? null },
  }
}

interface OpenedOf {
  readonly finding: FindingRow | null
  readonly act: RegistrationRow | null
  readonly enterpriseName: string
}
