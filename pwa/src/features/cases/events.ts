/** An entry of a timeline as it will probably stand. */
import { uuid7 } from '@/core/ids'
import type { Preview } from '@/sync/entry'
import type { MatterEventRow } from './rows'

type EventWords = Pick<MatterEventRow, 'matter_id' | 'kind' | 'at' | 'by_id' | 'words'> &
  Partial<MatterEventRow>

const BLANK = {
  ...{ visit_id: null, to_id: null, due_on: null, photos: [], how: '', party: '' },
  ...{ party_title: '', signature_sha: null, flags: [], received_at: null },
}

export function eventPreview({ id = uuid7(), ...event }: EventWords): Preview {
  return { tbl: 'matter_event', id, row: { ...BLANK, ...event } }
}
