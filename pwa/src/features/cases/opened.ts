/** Opening a matter as a command, with what it will probably look like. */
import type { Preview } from '@/sync/entry'
import type { IssueWish } from '@/sync/issuing'
import { cityDay } from './days'
import type { Doing } from './deeds'
import { eventPreview } from './events'
import type { Channel, Source } from './rows'
import { waitingAbout } from './waiting'

export interface Opening {
  readonly id: string
  readonly source: Source
  readonly channel: Channel | ''
  readonly title: string
  readonly words: string
  readonly category: string
  readonly enterprise: { readonly id: string; readonly name: string } | null
  readonly townCode: string | null
  readonly branchId: string | null
  readonly findingId: string | null
  readonly registrationId: string | null
  readonly hardReason: string
  readonly petitioner: { readonly name: string; readonly phone: string } | null
}

const DUE_DAYS = { petition: 60, finding: 30, registration: 30 } as const

export function openMatter(opening: Opening, { by, at, entries }: Doing): IssueWish {
  const { id, enterprise, hardReason, title } = opening
  const args = { ...sharedOf(opening, at), hard_reason: hardReason, petitioner: whoOf(opening) }
  return {
    ...{ name: 'case.open', entity: id, args },
    deps: waitingAbout([opening.findingId, opening.registrationId, enterprise?.id], entries),
    previews: [
      matterPreview(opening, by, at),
      eventPreview({ matter_id: id, kind: 'opened', at: at.toISOString(), by_id: by, words: '' }),
      ...petitionerPreview(opening),
    ],
    title: enterprise?.name ?? title,
  }
}

function sharedOf(opening: Opening, at: Date) {
  const { source, channel, title, words, category, enterprise, hardReason } = opening
  return {
    ...{ source, channel, title, words, category, hard: hardReason !== '' },
    enterprise_id: enterprise?.id ?? null,
    ...{ town_code: opening.townCode, finding_id: opening.findingId },
    ...{ registration_id: opening.registrationId, opened_at: at.toISOString() },
  }
}

function matterPreview(opening: Opening, by: string, at: Date): Preview {
  const { id, source, enterprise, branchId } = opening
  const row = {
    ...sharedOf(opening, at),
    ...{ enterprise_name: enterprise?.name ?? '', branch_id: branchId },
    ...{ state: 'open', holder_id: null, taken_at: null, offered_to: null, opened_by: by },
    ...{ due_on: cityDay(at, DUE_DAYS[source]), solved_by: null, solved_on: null },
    ...{ closed_at: null, received_at: null },
  }
  return { tbl: 'matter', id, row }
}

/** Nobody is kept of whom nothing was told. */
function whoOf({ petitioner }: Opening): Opening['petitioner'] {
  return petitioner?.name || petitioner?.phone ? petitioner : null
}

function petitionerPreview(opening: Opening): Preview[] {
  const who = whoOf(opening)
  return who === null ? [] : [{ tbl: 'petitioner', id: opening.id, row: { ...who } }]
}
