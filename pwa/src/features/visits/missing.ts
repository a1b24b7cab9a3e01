/** What a visit still lacks before it can be completed, and what would be good to have. */
import { FIRST_KIND, type VisitDraft } from './draft'

export type Lack =
  | 'enterprise'
  | 'participants'
  | 'content'
  | 'signState'
  | 'signReason'
  | 'signature'
  | 'checkin'
  | 'photos'
  | 'representative'
  | 'solvedNote'
  | 'findingText'
  | 'findingCategory'

/** The card of the form where the lack is mended. */
export type Card = 'enterprise' | 'checkin' | 'who' | 'guidance' | 'findings' | 'photos' | 'sign'

export interface Missing {
  lack: Lack
  card: Card
  /** Completing must wait for it. */
  blocking: boolean
}

/** List what is missing, what blocks first. */
export function missingIn(draft: VisitDraft, self: string, enterpriseKnown: boolean): Missing[] {
  return [
    ...blocking('enterprise', 'enterprise', !enterpriseKnown),
    ...blocking('participants', 'who', !draft.participants.includes(self)),
    ...blocking('content', 'guidance', saysNothing(draft)),
    ...blocking('findingCategory', 'findings', draft.findings.some(isUnsorted)),
    ...blocking('findingText', 'findings', draft.findings.some(isWordless)),
    ...blocking('solvedNote', 'findings', draft.findings.some(isSolvedSilently)),
    ...missingSignature(draft),
    ...advised('checkin', 'checkin', draft.checkin === null),
    ...advised('photos', 'photos', draft.photos.length === 0),
    ...advised('representative', 'sign', isNameless(draft)),
  ]
}

function missingSignature({ signature }: VisitDraft): Missing[] {
  if (signature.state === null) return blocking('signState', 'sign', true)
  if (signature.state === 'signed') return blocking('signature', 'sign', signature.sha256 === null)
  return blocking('signReason', 'sign', signature.reason.trim() === '')
}

/** Whether nothing was entered that would be missed. */
export function isUntouched(draft: VisitDraft): boolean {
  const { guidance, note, representative, representativeTitle } = draft
  const { kind, participants, checkin, findings, photos, signature } = draft
  const words = [guidance, note, representative, representativeTitle]
  const isWordy = words.some((text) => text.trim() !== '')
  const isFilled = [findings, photos, signature.strokes].some((list) => list.length > 0)
  const isMarked = checkin !== null || signature.state !== null
  const isArranged = kind !== FIRST_KIND || participants.length > 1
  return !isWordy && !isFilled && !isMarked && !isArranged
}

function saysNothing({ guidance, note, findings }: VisitDraft): boolean {
  return guidance.trim() === '' && note.trim() === '' && findings.every(isWordless)
}

function isUnsorted({ category }: { category: unknown }): boolean {
  return category === null
}

function isWordless({ text }: { text: string }): boolean {
  return text.trim() === ''
}

function isSolvedSilently(finding: { solved: boolean; solvedNote: string }): boolean {
  return finding.solved && finding.solvedNote.trim() === ''
}

function isNameless({ signature, representative }: VisitDraft): boolean {
  return signature.state === 'signed' && representative.trim() === ''
}

function blocking(lack: Lack, card: Card, isMissing: boolean): Missing[] {
  return isMissing ? [{ lack, card, blocking: true }] : []
}

function advised(lack: Lack, card: Card, isMissing: boolean): Missing[] {
  return isMissing ? [{ lack, card, blocking: false }] : []
}
