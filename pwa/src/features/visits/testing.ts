/** Visits and commands as tests need them; each names only what it is about. */
import type { Entry } from '@/sync/entry'
import { beginVisit, type VisitDraft } from './draft'
import type { VisitRow } from './rows'

export const OFFICER = 'p-officer'
export const CO_OFFICER = 'p-co-officer'
export const AT = new Date('2026-11-23T02:42:00Z')

export function aDraft(changes: Partial<VisitDraft> = {}): VisitDraft {
  const draft = beginVisit({
    id: 'v1',
    enterpriseId: 'e1',
    enterpriseName: '甲厂',
    ...{ personId: OFFICER, at: AT },
  })
  return { ...draft, ...changes }
}

/** A draft that lacks nothing: two officers, a problem, a photo, a signature. */
export function aWholeDraft(): VisitDraft {
  return aDraft({
    participants: [OFFICER, CO_OFFICER],
    checkin: {
      ...{ source: 'gps', at: AT.toISOString(), latE7: 228_000_000, lngE7: 1_138_000_000 },
      ...{ accuracyM: 12, townCode: null },
    },
    guidance: ' 已告知环评手续 ',
    findings: [
      { id: 'f1', category: 'water', text: '排口无标识', solved: true, solvedNote: '当场补贴' },
      {
        id: 'f2',
        category: 'noise',
        text: ' 夜间噪声 ',
        solved: false,
        solvedNote: '写了又改主意',
      },
    ],
    photos: [
      {
        ...{ id: 'ph1', sha256: 'aa', takenAt: AT.toISOString(), caption: '排口' },
        ...{ bytes: 9, width: 4, height: 3, original: false },
      },
    ],
    representative: '李厂长',
    representativeTitle: '厂长',
    signature: { state: 'signed', reason: '写过的原因', sha256: 'bb', strokes: [] },
  })
}

export function aVisit(changes: Partial<VisitRow> = {}): VisitRow {
  return {
    ...{ id: 'v1', ver: 3, enterprise_id: 'e1', enterprise_name: '甲厂' },
    ...{ branch_id: 'b1', town_code: null },
    ...{ kind: 'guidance', opened_at: AT.toISOString(), closed_at: AT.toISOString() },
    ...{ author_id: OFFICER, participants: [OFFICER], checkin_source: null, checkin_at: null },
    ...{ lat_e7: null, lng_e7: null, accuracy_m: null, guidance: '讲了', note: '' },
    ...{ representative: '', representative_title: '', sign_state: 'refused', sign_reason: '不签' },
    ...{ signature_sha: null, state: 'closed', withdrawn_reason: null, history: [] },
    received_at: null,
    ...changes,
  }
}

export function anEntry(changes: Partial<Entry> = {}): Entry {
  return {
    ...{ seq: 1, id: 'c1', name: 'visit.close', entity: 'v1', body: '', bytes: 0, hash: '' },
    ...{ prev_hash: '', created_at: 0, previews: [], title: '', blobs: [], state: 'waiting' },
    ...{ result: null, acked_at: null, settled: false },
    ...changes,
  }
}
