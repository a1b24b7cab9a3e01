/** What is done to a matter as a command, with what it will probably look like. */
import type { TakenPhoto } from '@/features/evidence/public'
import { isWaiting, type Entry, type Preview } from '@/sync/entry'
import type { IssueWish } from '@/sync/issuing'
import { cityDay } from './days'
import { eventPreview } from './events'
import { after, standOf, type Verb } from './life'
import type { EventKind, MatterPhoto, MatterRow } from './rows'
import { waitingAbout } from './waiting'

/** Who does it, when, and what is still on its way from this phone. */
export interface Doing {
  readonly by: string
  readonly leads: boolean
  readonly at: Date
  readonly entries: readonly Entry[]
}

/** What is told with a deed; what is not said is empty. */
export interface Told {
  readonly words: string
  readonly visitId: string | null
  readonly photos: readonly TakenPhoto[]
  readonly party: string
  readonly partyTitle: string
  readonly signatureSha: string | null
  readonly to: string | null
  readonly agrees: boolean
  /** The id of a note; another one where it is empty. */
  readonly noteId: string
}

const NOTHING: Told = {
  ...{ words: '', visitId: null, photos: [], party: '', partyTitle: '' },
  ...{ signatureSha: null, to: null, agrees: true, noteId: '' },
}

/** The command of a verb. */
export function doTo(matter: MatterRow, verb: Verb, said: Partial<Told>, doing: Doing): IssueWish {
  const told = { ...NOTHING, ...said }
  const event = eventOf(matter, verb, told, doing)
  const shared = {
    previews: [...matterPreview(matter, verb, told, doing), event],
    blobs: blobsOf(told),
    title: matter.enterprise_name || matter.title,
  }
  if (verb === 'log') {
    const args = { matter_id: matter.id, ...argsOf(verb, told, doing) }
    // Its own entity: a note goes up although something else about the matter was refused.
    const before = [openingOf(matter.id, doing.entries), told.visitId]
    const deps = waitingAbout(before, doing.entries)
    return { name: 'case.log', entity: event.id, args, deps, ...shared }
  }
  const own = doing.entries.filter((one) => one.entity === matter.id && isWaiting(one)).at(-1)
  return {
    ...{ name: `case.${verb}`, entity: matter.id, args: argsOf(verb, told, doing) },
    ...(matter.ver > 0 ? { baseVer: matter.ver } : {}),
    ...(own ? { baseCommand: own.id } : {}),
    deps: [...(own ? [own.id] : []), ...waitingAbout([told.visitId], doing.entries)],
    ...shared,
  }
}

function argsOf(verb: Verb, told: Told, { at }: Doing): Record<string, unknown> {
  const { words, to, agrees, signatureSha, party, partyTitle } = told
  const who = { party, party_title: partyTitle, words }
  const own = {
    ...{ flag: { reason: words }, take: { words }, extend: {}, hand_over: { to, reason: words } },
    ...{ log: noteOf(told), propose: noteOf(told), accept: { agrees, words } },
    ...{ confirm: { ...who, signature_sha: signatureSha }, dispute: who },
    ...{ close: { reason: words }, reopen: { reason: words } },
  } satisfies Record<Verb, Record<string, unknown>>
  return { ...own[verb], at: at.toISOString() }
}

function noteOf({ words, visitId, photos }: Told): Record<string, unknown> {
  return { words, visit_id: visitId, photos: photos.map(wirePhoto) }
}

function wirePhoto({
  id,
  sha256,
  takenAt,
  caption,
  bytes,
  width,
  height,
}: TakenPhoto): MatterPhoto {
  return { id, sha256, taken_at: takenAt, caption: caption.trim(), bytes, width, height }
}

function blobsOf({ photos, signatureSha }: Told): string[] {
  const signed = signatureSha === null ? [] : [signatureSha]
  return [...new Set([...photos.map(({ sha256 }) => sha256), ...signed])]
}

function matterPreview(matter: MatterRow, verb: Verb, told: Told, doing: Doing): Preview[] {
  const { by, leads, at } = doing
  const { to, agrees } = told
  const next = after(standOf(matter), { verb, by, leads, to, agrees })
  if (typeof next === 'string') return []
  const row = {
    ...{ state: next.state, holder_id: next.holder, offered_to: next.offeredTo },
    ...{ solved_by: next.solver, hard: matter.hard || verb === 'flag' },
    taken_at: next.holder === matter.holder_id ? matter.taken_at : at.toISOString(),
    solved_on: solvedOn(matter, verb, at),
    closed_at: next.state === 'closed' ? at.toISOString() : null,
  }
  return [{ tbl: 'matter', id: matter.id, row }]
}

function solvedOn(matter: MatterRow, verb: Verb, at: Date): string | null {
  if (verb === 'confirm') return cityDay(at)
  return verb === 'dispute' || verb === 'reopen' ? null : matter.solved_on
}

const KINDS: Readonly<Record<Exclude<Verb, 'accept'>, EventKind>> = {
  ...{ flag: 'flagged', take: 'taken', log: 'log', propose: 'proposed', confirm: 'confirmed' },
  ...{ dispute: 'disputed', hand_over: 'handed_over', extend: 'extended', close: 'closed' },
  reopen: 'reopened',
}

function kindOf(verb: Verb, { agrees }: Told): EventKind {
  if (verb !== 'accept') return KINDS[verb]
  return agrees ? 'accepted' : 'declined'
}

function eventOf(matter: MatterRow, verb: Verb, told: Told, { by, at }: Doing): Preview {
  // As at the bureau: who brought a petition is told in no event.
  const who = matter.source === 'petition' ? NOTHING : told
  return eventPreview({
    ...{ matter_id: matter.id, kind: kindOf(verb, told), at: at.toISOString(), by_id: by },
    ...{ words: told.words, visit_id: told.visitId, to_id: told.to },
    ...{ photos: told.photos.map(wirePhoto), how: verb === 'confirm' ? 'glass' : '' },
    ...{ party: who.party, party_title: who.partyTitle, signature_sha: told.signatureSha },
    ...(told.noteId === '' ? {} : { id: told.noteId }),
  })
}

function openingOf(matterId: string, entries: readonly Entry[]): string | null {
  return entries.some((one) => one.name === 'case.open' && one.entity === matterId)
    ? matterId
    : null
}
