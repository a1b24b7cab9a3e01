/** What the enterprise's representative signs: the words on the sheet above the signature. */
import type { DraftFinding, DraftSignature } from './draft'
import type { Revision, VisitRow } from './rows'

export interface SignedContent {
  readonly guidance: string
  readonly note: string
  readonly findings: readonly DraftFinding[]
}

/** A signature that is still to be given. */
export const NO_SIGNATURE: Readonly<DraftSignature> = {
  state: null,
  reason: '',
  sha256: null,
  strokes: [],
}

export function contentOf({ guidance, note, findings }: SignedContent): SignedContent {
  return { guidance: guidance.trim(), note: note.trim(), findings: findings.map(tidied) }
}

/** The same text for the same content, to notice a change. */
export function contentKey(content: SignedContent): string {
  return JSON.stringify(contentOf(content))
}

/** Whether something was put on the glass that a change of the content makes void. */
export function isInked({ sha256, strokes }: DraftSignature): boolean {
  return sha256 !== null || strokes.length > 0
}

/** Whether somebody corrected what had been signed. */
export function isCorrectedAfterSigning(visit: {
  readonly sign_state: VisitRow['sign_state']
  readonly history: readonly Pick<Revision, 'action'>[]
}): boolean {
  return visit.sign_state === 'signed' && visit.history.some(({ action }) => action === 'correct')
}

function tidied(finding: DraftFinding): DraftFinding {
  const solvedNote = finding.solved ? finding.solvedNote.trim() : ''
  return { ...finding, text: finding.text.trim(), solvedNote }
}
