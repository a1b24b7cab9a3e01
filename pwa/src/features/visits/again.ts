/** A refused visit, or a refused correction of one, as a draft to be done again. */
import { fieldsOf, itemsOf, textIn, type Fields } from '@/core/shape'
import { argsOf, type DraftAgain } from '@/features/replica/public'
import type { Entry } from '@/sync/entry'
import { draftKey, parseDraft, type VisitDraft } from './draft'
import { correctionKey } from './revising'

/**
 * Null for what is not written in a form of its own. The new visit is called after the refused
 * command, so that it is begun once only; `fresh` makes the ids of what belongs to it.
 */
export function visitAgain(entry: Entry, fresh: () => string): DraftAgain | null {
  if (entry.name === 'visit.correct') return correctionAgain(entry)
  if (entry.name !== 'visit.close') return null
  const value = closingAgain(entry, fresh)
  const path = `/visits/drafts/${entry.id}`
  return value && { key: draftKey(entry.id), value, path }
}

function correctionAgain(entry: Entry): DraftAgain {
  const args = argsOf(entry)
  const changes = [...fieldsOf(args.get('changes'))]
  const next = changes.map(([field, pair]) => [field, itemsOf(pair)[1]] as const)
  return {
    key: correctionKey(entry.entity),
    value: { ...Object.fromEntries(next), reason: textIn(args, 'reason') ?? '' },
    path: `/visits/${entry.entity}/correct`,
  }
}

/** The visit under new ids: the refused one keeps its own. */
function closingAgain(entry: Entry, fresh: () => string): VisitDraft | null {
  const args = argsOf(entry)
  return parseDraft({
    ...{ id: entry.id, enterpriseId: args.get('enterprise_id'), enterpriseName: entry.title },
    ...{ openedAt: args.get('opened_at'), kind: args.get('kind') },
    participants: args.get('participants'),
    checkin: checkinAgain(fieldsOf(args.get('checkin'))),
    guidance: args.get('guidance'),
    findings: itemsOf(args.get('findings')).map((raw) => findingAgain(fieldsOf(raw), fresh())),
    photos: itemsOf(args.get('photos')).map((raw) => photoAgain(fieldsOf(raw), fresh())),
    representative: args.get('representative'),
    representativeTitle: args.get('representative_title'),
    signature: Object.fromEntries(fieldsOf(args.get('signature'))),
    note: args.get('note'),
  })
}

function checkinAgain(checkin: Fields): Record<string, unknown> {
  return {
    ...{ source: checkin.get('source'), at: checkin.get('at') },
    ...{ latE7: checkin.get('lat_e7'), lngE7: checkin.get('lng_e7') },
    ...{ accuracyM: checkin.get('accuracy_m'), townCode: checkin.get('town_code') },
  }
}

function findingAgain(finding: Fields, id: string): Record<string, unknown> {
  return { ...Object.fromEntries(finding), id, solvedNote: finding.get('solved_note') }
}

function photoAgain(photo: Fields, id: string): Record<string, unknown> {
  return { ...Object.fromEntries(photo), id, takenAt: photo.get('taken_at') }
}
