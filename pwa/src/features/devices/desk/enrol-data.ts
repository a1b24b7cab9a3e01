import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { wire } from '@/core/wire'

/** A ticket for one phone, and what became of it; its code is told once. */
export interface Ticket {
  readonly id: string
  readonly code: string
  readonly state: string
  readonly person: string
  readonly until: Date | null
  readonly words: readonly string[]
}

export interface Rule {
  readonly required: boolean
  readonly since: Date | null
}

const TICKETS = '/api/devices/enrolments'
const RULE = '/api/devices/enrolment-rule'

export async function invite(personId: string): Promise<Answer<Ticket>> {
  return read(await request('POST', TICKETS, { person_id: personId }), ticketOf)
}

export async function look(id: string): Promise<Answer<Ticket>> {
  return read(await request('GET', `${TICKETS}/${encodeURIComponent(id)}`), ticketOf)
}

export async function end(id: string, how: 'confirm' | 'decline'): Promise<Answer<Ticket>> {
  return read(await request('POST', `${TICKETS}/${encodeURIComponent(id)}/${how}`), ticketOf)
}

export async function fetchRule(): Promise<Answer<Rule>> {
  return read(await request('GET', RULE), ruleOf)
}

export async function changeRule(required: boolean): Promise<Answer<Rule>> {
  return read(await request('PUT', RULE, { required }), ruleOf)
}

function ticketOf(raw: unknown): Ticket {
  const line = wire('TicketOut', raw)
  return {
    ...{ id: line.text('id'), code: line.text('code'), state: line.text('state') },
    ...{ person: line.text('person_name'), until: line.moment('expires_at') },
    words: line.list('words', String),
  }
}

function ruleOf(raw: unknown): Rule {
  const line = wire('EnrolmentRuleOut', raw)
  return { required: line.flag('required'), since: line.moment('since') }
}
