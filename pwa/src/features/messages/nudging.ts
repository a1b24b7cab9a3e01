/** Reminding somebody from the desk, and what became of it (docs/messages.md §2). */
import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { wire } from '@/core/wire'

export interface Nudge {
  readonly person: string
  readonly sender: string
  readonly words: string
  readonly sent: Date | null
  readonly read: Date | null
}

/** Who was reminded of a matter, the latest first. */
export async function fetchNudges(subject: string): Promise<Answer<Nudge[]>> {
  const path = `/api/nudges?subject=${encodeURIComponent(subject)}`
  return read(await request('GET', path), (raw) => (Array.isArray(raw) ? raw.map(nudgeOf) : []))
}

export async function sendNudge(
  person: string,
  subject: string,
  words: string,
  link: string,
): Promise<Answer<Nudge>> {
  const body = { person_id: person, subject, words, link }
  return read(await request('POST', '/api/nudges', body), nudgeOf)
}

function nudgeOf(raw: unknown): Nudge {
  const nudge = wire('NudgeOut', raw)
  return {
    person: nudge.text('person_id'),
    sender: nudge.text('sender_name'),
    words: nudge.text('words'),
    sent: nudge.moment('sent_at'),
    read: nudge.moment('read_at'),
  }
}
