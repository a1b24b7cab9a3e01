/** One's own messages, and having read them. */
import type { Client } from '@/sync/client'
import type { IssueWish } from '@/sync/issuing'
import { MESSAGE, type MessageRow } from './rows'

/** As many as one command may name. */
const MOST = 200

/** A person's own messages, the latest first: a deputy's phone holds those of the principal too. */
export function ownMessages(rows: readonly MessageRow[], personId: string): MessageRow[] {
  return rows
    .filter((row) => row.person_id === personId)
    .sort((a, b) => b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id))
}

export function unreadOf(rows: readonly MessageRow[], personId: string): MessageRow[] {
  return ownMessages(rows, personId).filter((row) => row.read_at === null)
}

/** Note that messages were read; without a network it goes up later. False: not saved. */
export async function noteRead(
  client: Pick<Client, 'issue'>,
  rows: readonly MessageRow[],
  personId: string,
  at: Date,
): Promise<boolean> {
  const unread = unreadOf(rows, personId).slice(0, MOST)
  if (unread.length === 0) return true
  return (await client.issue(readWish(unread, personId, at.toISOString()))).ok
}

function readWish(unread: readonly MessageRow[], personId: string, readAt: string): IssueWish {
  return {
    name: 'message.read',
    entity: personId,
    args: { messages: unread.map(({ id }) => id), read_at: readAt },
    previews: unread.map(({ id }) => ({ tbl: MESSAGE, id, row: { read_at: readAt } })),
    title: '',
  }
}

/** Where a message leads, where that is a page of the app. */
export function linkOf({ link }: MessageRow): string | null {
  return link.startsWith('/') && !link.startsWith('//') ? link : null
}
