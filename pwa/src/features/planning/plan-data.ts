import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { itemsOf } from '@/core/shape'
import { queryOf } from '@/core/saving'
import { wire } from '@/core/wire'

/** A visit that somebody is to make. */
export interface Plan {
  id: string
  enterpriseId: string
  enterprise: string
  personId: string
  on: string
  note: string
  state: string
  visitId: string | null
  reason: string
}

export interface NewPlan {
  id: string
  enterpriseId: string
  personId: string
  on: string
  note: string
}

export interface Choice {
  value: string
  label: string
}

export async function fetchPlans(from: string, to: string): Promise<Answer<Plan[]>> {
  const path = `/api/visit-plans${queryOf({ first: from, last: to })}`
  return read(await request('GET', path), (raw) => itemsOf(raw).map(planOf))
}

export function assign(plan: NewPlan): Promise<Answer<unknown>> {
  const told = {
    id: plan.id,
    enterprise_id: plan.enterpriseId,
    person_id: plan.personId,
    due_on: plan.on,
    note: plan.note,
  }
  return request('POST', '/api/visit-plans', { plans: [told] })
}

export function move(id: string, on: string, personId: string): Promise<Answer<unknown>> {
  return request('PATCH', pathOf(id), { due_on: on, person_id: personId })
}

export function cancel(id: string, reason: string): Promise<Answer<unknown>> {
  return request('POST', `${pathOf(id)}/cancel`, { reason })
}

/** The people whom one may send, by name. */
export async function fetchPeople(): Promise<Answer<Choice[]>> {
  return read(await request('GET', '/api/people/names'), (raw) =>
    itemsOf(raw).map((one) => {
      const person = wire('NameOut', one)
      return { value: person.text('id'), label: person.text('name') }
    }),
  )
}

/** The first enterprises that a text may mean. */
export async function findEnterprises(text: string): Promise<Answer<Choice[]>> {
  const path = `/api/enterprises${queryOf({ q: text })}`
  return read(await request('GET', path), (raw) =>
    wire('EnterprisesFoundOut', raw).list('rows', (one) => {
      const place = wire('EnterpriseOut', one)
      return { value: place.text('id'), label: place.text('name') }
    }),
  )
}

function pathOf(id: string): string {
  return `/api/visit-plans/${encodeURIComponent(id)}`
}

function planOf(raw: unknown): Plan {
  const plan = wire('VisitPlanOut', raw)
  return {
    id: plan.text('id'),
    enterpriseId: plan.text('enterprise_id'),
    enterprise: plan.text('enterprise_name'),
    personId: plan.text('person_id'),
    on: plan.text('due_on'),
    note: plan.text('note'),
    state: plan.text('state'),
    visitId: plan.textOrNull('visit_id'),
    reason: plan.text('reason'),
  }
}
