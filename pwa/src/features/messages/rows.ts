/** Messages as phones hold them (docs/messages.md §1). */
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

export interface MessageRow extends Row {
  readonly person_id: string
  /** An open set; what this version does not know is shown like any other. */
  readonly kind: string
  readonly title: string
  readonly words: string
  readonly link: string
  readonly sender_id: string | null
  readonly created_at: string
  readonly read_at: string | null
}

export const MESSAGE = 'message' as TableName<MessageRow>
