import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { itemsOf } from '@/core/shape'
import { wire } from '@/core/wire'

/** One person stands in for another from a day to a day, both included (`YYYY-MM-DD`). */
export interface Deputy {
  id: string
  principal: string
  deputy: string
  from: string
  to: string
}

export interface Wanted {
  principalId: string
  deputyId: string
  from: string
  to: string
}

export interface Colleague {
  value: string
  label: string
}

export async function fetchDeputies(): Promise<Answer<Deputy[]>> {
  return read(await request('GET', '/api/deputies'), (raw) => itemsOf(raw).map(deputyOf))
}

/** Whom this person may arrange: the own branch, or for an administrator everybody. */
export async function fetchColleagues(): Promise<Answer<Colleague[]>> {
  return read(await request('GET', '/api/people/names'), (raw) => itemsOf(raw).flatMap(colleague))
}

export async function appoint(wanted: Wanted): Promise<Answer<Deputy>> {
  const body = {
    ...{ principal_id: wanted.principalId, deputy_id: wanted.deputyId },
    ...{ from_on: wanted.from, to_on: wanted.to },
  }
  return read(await request('POST', '/api/deputies', body), deputyOf)
}

export async function dismiss(id: string): Promise<Answer<unknown>> {
  return request('DELETE', `/api/deputies/${encodeURIComponent(id)}`)
}

export type Stage = 'planned' | 'now' | 'over'

export function stageOf({ from, to }: Deputy, today: string): Stage {
  if (today < from) return 'planned'
  return today > to ? 'over' : 'now'
}

function deputyOf(raw: unknown): Deputy {
  const row = wire('DeputyOut', raw)
  return {
    id: row.text('id'),
    ...{ principal: row.text('principal_name'), deputy: row.text('deputy_name') },
    ...{ from: row.text('from_on'), to: row.text('to_on') },
  }
}

function colleague(raw: unknown): Colleague[] {
  const person = wire('NameOut', raw)
  return person.flag('active') ? [{ value: person.text('id'), label: person.text('name') }] : []
}
