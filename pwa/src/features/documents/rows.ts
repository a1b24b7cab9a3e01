/** Papers of acts as phones know them; the PDFs stay at the bureau (docs/registrations.md §5). */
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

export type PaperKind =
  | 'decision'
  | 'assistance'
  | 'exemption'
  | 'referral'
  | 'outside'
  | 'notice'
  | 'withdrawal'
  | 'receipt'

export interface PaperRow extends Row {
  readonly registration_id: string
  readonly kind: PaperKind
  readonly title: string
  readonly number: string
  /** Of the newest PDF; null while none was ever made. */
  readonly sha256: string | null
  readonly bytes: number | null
  readonly state: 'queued' | 'ready' | 'failed'
  readonly issued_at: string | null
}

export const PAPER = 'paper' as TableName<PaperRow>

/** A withdrawal first, as it is what holds now; then what the act came to; its receipt last. */
export function inOrder(papers: readonly PaperRow[]): readonly PaperRow[] {
  return [...papers].sort((a, b) => place(a) - place(b) || a.id.localeCompare(b.id))
}

function place(paper: PaperRow): number {
  if (paper.kind === 'withdrawal') return 0
  return paper.kind === 'receipt' ? 2 : 1
}
