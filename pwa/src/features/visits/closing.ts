/** Turning a finished draft into the command that closes the visit, with what it will look like. */
import type { IssueWish } from '@/sync/issuing'
import type { Preview } from '@/sync/entry'
import { draftKey, type Checkin, type DraftFinding, type VisitDraft } from './draft'

export interface Closing {
  draft: VisitDraft
  at: Date
  self: string
  branchId: string | null
  enterprise: { name: string; town_code: string | null }
  /** Commands of this phone that must be taken in first: a new enterprise, still waiting. */
  deps: readonly string[]
}

/** The command `visit.close`, its previews and its blobs. */
export function closeVisit(closing: Closing): IssueWish {
  const { draft, enterprise, deps } = closing
  return {
    name: 'visit.close',
    entity: draft.id,
    args: argsOf(closing),
    deps,
    blobs: blobsOf(draft),
    previews: [
      visitPreview(closing),
      ...draft.findings.map((finding) => findingPreview(closing, finding)),
      ...photoPreviews(draft),
    ],
    title: enterprise.name,
    dropDraft: draftKey(draft.id),
  }
}

function argsOf({ draft, at }: Closing): Record<string, unknown> {
  return {
    enterprise_id: draft.enterpriseId,
    kind: draft.kind,
    opened_at: draft.openedAt,
    closed_at: at.toISOString(),
    participants: [...draft.participants],
    checkin: draft.checkin && wireCheckin(draft.checkin),
    guidance: draft.guidance.trim(),
    findings: draft.findings.map((finding) => ({
      id: finding.id,
      category: finding.category,
      text: finding.text.trim(),
      solved: finding.solved,
      solved_note: noteOf(finding),
    })),
    photos: draft.photos.map(({ id, sha256, takenAt, caption, bytes, width, height }) => ({
      ...{ id, sha256, taken_at: takenAt, caption: caption.trim(), bytes, width, height },
    })),
    representative: draft.representative.trim(),
    representative_title: draft.representativeTitle.trim(),
    signature: wireSignature(draft),
    note: draft.note.trim(),
  }
}

function wireCheckin(checkin: Checkin): Record<string, unknown> {
  const { source, at, latE7, lngE7, accuracyM, townCode } = checkin
  const town = townCode === null ? {} : { town_code: townCode }
  if (latE7 === null || lngE7 === null) return { source, at, ...town }
  const accuracy = accuracyM === null ? {} : { accuracy_m: accuracyM }
  return { source, at, lat_e7: latE7, lng_e7: lngE7, ...accuracy, ...town }
}

function wireSignature({ signature }: VisitDraft): Record<string, unknown> {
  if (signature.state === 'signed') {
    return { state: 'signed', reason: '', sha256: signature.sha256 }
  }
  return { state: signature.state, reason: signature.reason.trim() }
}

function blobsOf({ photos, signature }: VisitDraft): string[] {
  const signed = signature.state === 'signed' && signature.sha256 ? [signature.sha256] : []
  return [...new Set([...photos.map((photo) => photo.sha256), ...signed])]
}

function visitPreview(closing: Closing): Preview {
  const { draft, at, self, branchId, enterprise } = closing
  const { checkin, signature } = draft
  const row = {
    enterprise_id: draft.enterpriseId,
    enterprise_name: enterprise.name,
    branch_id: branchId,
    town_code: enterprise.town_code ?? checkin?.townCode ?? null,
    kind: draft.kind,
    opened_at: draft.openedAt,
    closed_at: at.toISOString(),
    author_id: self,
    participants: [...draft.participants],
    ...placeColumns(checkin),
    guidance: draft.guidance.trim(),
    note: draft.note.trim(),
    representative: draft.representative.trim(),
    representative_title: draft.representativeTitle.trim(),
    sign_state: signature.state,
    sign_reason: signature.state === 'signed' ? '' : signature.reason.trim(),
    signature_sha: signature.state === 'signed' ? signature.sha256 : null,
    ...{ state: 'closed', withdrawn_reason: null, history: [], received_at: null },
  }
  return { tbl: 'visit', id: draft.id, row }
}

const NOWHERE = {
  ...{ source: null, at: null, townCode: null },
  ...{ latE7: null, lngE7: null, accuracyM: null },
}

function placeColumns(checkin: Checkin | null): Record<string, unknown> {
  const { source, at, latE7, lngE7, accuracyM, townCode } = checkin ?? NOWHERE
  return {
    ...{ checkin_source: source, checkin_at: at, checkin_town: townCode },
    ...{ lat_e7: latE7, lng_e7: lngE7, accuracy_m: accuracyM },
  }
}

function findingPreview({ draft, at, self }: Closing, finding: DraftFinding): Preview {
  const row = {
    visit_id: draft.id,
    enterprise_id: draft.enterpriseId,
    category: finding.category,
    text: finding.text.trim(),
    state: finding.solved ? 'solved' : 'open',
    solved_on: finding.solved ? civilDate(at) : null,
    solved_note: noteOf(finding),
    confirmed_by: '',
    solved_by: finding.solved ? self : null,
  }
  return { tbl: 'finding', id: finding.id, row }
}

function photoPreviews({ id, photos }: VisitDraft): Preview[] {
  return photos.map((photo, index) => ({
    tbl: 'photo',
    id: photo.id,
    row: {
      visit_id: id,
      sha256: photo.sha256,
      n: index + 1,
      caption: photo.caption.trim(),
      taken_at: photo.takenAt,
      ...{ bytes: photo.bytes, width: photo.width, height: photo.height, state: 'pending' },
    },
  }))
}

function noteOf({ solved, solvedNote }: DraftFinding): string {
  return solved ? solvedNote.trim() : ''
}

/** The civil date of an instant where the phone is, as 2026-11-23. */
export function civilDate(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
