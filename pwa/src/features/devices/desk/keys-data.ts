import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { itemsOf } from '@/core/shape'
import { wire } from '@/core/wire'

/** The signing key of one phone, as the desk sees it. */
export interface KeyLine {
  readonly id: string
  readonly person: string
  readonly branch: string
  readonly from: Date | null
  readonly to: Date | null
  readonly revoked: Date | null
  readonly reason: string
  /** The order to wipe the phone, where one was given. */
  readonly wipe: Wipe | null
}

export interface Wipe {
  readonly ordered: Date | null
  readonly heard: Date | null
  readonly commands: number
  /** Why the phone's unsent work was not taken in. */
  readonly trouble: string
  readonly done: Date | null
}

/** current: signs now · ended: the phone has a newer one · revoked: nothing of it is believed. */
export type KeyState = 'current' | 'ended' | 'revoked'

const KEYS = '/api/devices/keys'

export async function fetchKeys(): Promise<Answer<KeyLine[]>> {
  return read(await request('GET', KEYS), (raw) => itemsOf(raw).map(lineOf))
}

export async function revoke(id: string, reason: string): Promise<Answer<unknown>> {
  return request('POST', `${KEYS}/${encodeURIComponent(id)}/revoke`, { reason })
}

export async function orderWipe(id: string, reason: string): Promise<Answer<unknown>> {
  return request('POST', `${KEYS}/${encodeURIComponent(id)}/wipe`, { reason })
}

/** How far an order has come. */
export function stageOf({ done, trouble, heard }: Wipe): 'wiped' | 'refused' | 'heard' | 'ordered' {
  if (done !== null) return 'wiped'
  if (trouble !== '') return 'refused'
  return heard === null ? 'ordered' : 'heard'
}

export function stateOf({ revoked, to }: KeyLine): KeyState {
  if (revoked !== null) return 'revoked'
  return to === null ? 'current' : 'ended'
}

function lineOf(raw: unknown): KeyLine {
  const line = wire('KeyLineOut', raw)
  return {
    ...{ id: line.text('kid'), person: line.text('person_name'), branch: line.text('branch_name') },
    ...{ from: line.moment('valid_from'), to: line.moment('valid_to') },
    ...{ revoked: line.moment('revoked_at'), reason: line.text('revoked_reason') },
    wipe: wipeOf(line.raw('wipe')),
  }
}

function wipeOf(raw: unknown): Wipe | null {
  if (raw === null) return null
  const wipe = wire('WipeOut', raw)
  return {
    ...{ ordered: wipe.moment('ordered_at'), heard: wipe.moment('fetched_at') },
    ...{ commands: wipe.number('commands'), trouble: wipe.text('trouble') },
    done: wipe.moment('wiped_at'),
  }
}
