/** Contact after contact, until the bureau and this phone have nothing more to tell each other. */
import type { Problem } from '@/core/http'
import { Ahead } from '@/sync/ahead'
import { askAhead, contactBureau, type Contact } from '@/sync/contact'
import { commitAt, stampAt, type Desk, type Failure } from '@/sync/desk'
import { Fitting } from '@/sync/fitting'
import { reopened, type Entry } from '@/sync/entry'
import { lostAt, setAside } from '@/sync/lost'
import { Mending, type Mended } from '@/sync/mending'
import type { Left } from '@/sync/mirror'
import { loadSnapshots } from '@/sync/snapshots'
import { BEHIND, ENDLESS, ESTRANGED, FALSE_RECEIPT } from '@/sync/status'
import { SCHEMA_VERSION } from '@/sync/wire.gen'

const MOST_CONTACTS = 500

export interface Talk {
  /** Why it ended early, if it did. */
  readonly failure: Failure | null
  /** A fault that did not end it. */
  readonly fault: Problem | null
  /** A good contact happened in which commands were offered and none was acknowledged. */
  readonly idled: boolean
  readonly progressed: boolean
  readonly mustUpdate: boolean
  /** The bureau's wish, in seconds. */
  readonly retryAfter: number
}

export const SILENCE: Talk = {
  failure: null,
  fault: null,
  idled: false,
  progressed: false,
  mustUpdate: false,
  retryAfter: 0,
}

/** All commands up, all pages and chunks down, what differs mended. */
export async function exchange(desk: Desk, fence: number, before: Talk): Promise<Talk> {
  const mending = new Mending(desk, fence)
  const ahead = new Ahead()
  const taken = await takeUp(desk, fence, { ahead, mending })
  if (!taken.ok) return { ...before, failure: taken.failure }
  return converse(desk, fence, { before, ahead, mending })
}

/** Do what waited for the bureau's wish: one that wishes every time would else never see it done. */
async function takeUp(desk: Desk, fence: number, means: Means): Promise<Mended> {
  const { left } = desk.mirror
  // What fails is not tried first again: commands go before it.
  desk.mirror.left = null
  return left ? followUp(desk, fence, { ...means, left }) : { ok: true, again: true }
}

interface Means {
  readonly ahead: Ahead
  readonly mending: Mending
}

interface Conversing extends Means {
  readonly before: Talk
}

async function converse(desk: Desk, fence: number, conversing: Conversing): Promise<Talk> {
  const { before, ahead, mending } = conversing
  const fitting = new Fitting(desk, fence)
  let talk = before
  for (let n = 0; n < MOST_CONTACTS; n += 1) {
    const asked = await contactBureau(desk, fence, fitting.most, ahead)
    if (!asked.ok) {
      const isWorthAnother = asked.parted || (await fitting.isSmaller(asked))
      if (!isWorthAnother) return { ...talk, failure: asked.failure }
      continue
    }
    const { contact } = asked
    fitting.passed()
    talk = talkAfter(talk, contact)
    if (contact.response.retryAfter > 0) {
      desk.mirror.left = leftBy(contact)
      return talk
    }
    const then = await followUp(desk, fence, { left: leftBy(contact), ahead, mending })
    if (!then.ok) return { ...talk, failure: then.failure }
    if (!then.again && !isUnfinished(desk, contact)) return talk
  }
  return { ...talk, fault: talk.fault ?? ENDLESS }
}

function talkAfter(before: Talk, contact: Contact): Talk {
  const { response, acked, offered } = contact
  const progressed = before.progressed || acked > 0
  return {
    failure: null,
    fault: faultOf(contact) ?? before.fault,
    idled: !progressed && (before.idled || offered > 0),
    progressed,
    mustUpdate: response.minSchema > SCHEMA_VERSION,
    retryAfter: response.retryAfter,
  }
}

function faultOf({ estranged, forged, behind }: Contact): Problem | null {
  // Whose keys are not known, their receipts are not verified either.
  if (estranged) return ESTRANGED
  return forged > 0 ? FALSE_RECEIPT : behind ? BEHIND : null
}

/** Without the pages of the answer, which may be large and are applied. */
function leftBy({ response, gap, wrong }: Contact): Left {
  return { expectedSeq: response.expectedSeq, gap, wrong }
}

interface Following extends Means {
  readonly left: Left
}

async function followUp(desk: Desk, fence: number, following: Following): Promise<Mended> {
  const { left, ahead, mending } = following
  if (left.gap) {
    await fillGap(desk, fence, left.expectedSeq)
    return { ok: true, again: true }
  }
  if (desk.mirror.staging.awaited.size > 0) {
    const fetched = await loadSnapshots(desk, fence, () => askAhead(desk, ahead))
    return fetched.ok ? { ok: true, again: true } : fetched
  }
  return mending.mend(left.wrong)
}

/** The bureau waits for commands that this store no longer has: one dead entry never stops the rest. */
async function fillGap(desk: Desk, fence: number, expected: number): Promise<void> {
  const { mirror } = desk
  // Memory may lack what another tab appended; the store does not.
  await mirror.reload()
  const first = mirror.outbox.first?.seq ?? expected
  const filled: Entry[] = []
  for (let seq = expected; seq < first; seq += 1) {
    const known = mirror.outbox.get(seq)
    const hash = mirror.outbox.get(seq + 1)?.prev_hash ?? ''
    filled.push(known ? reopened(known) : lostAt(seq, hash, stampAt(desk)))
  }
  // Photos of what is gone are declared by nothing that the bureau will ever see.
  const blobs = setAside(mirror.missing, mirror.entries)
  await commitAt(desk, fence, { entries: filled, blobs })
}

function isUnfinished(desk: Desk, { more, acked, offered, moved }: Contact): boolean {
  if (more) return true
  // Commands that came in or were reopened meanwhile go at once; those just refused do not.
  return desk.mirror.waiting > 0 && (acked > 0 || offered === 0 || moved)
}
