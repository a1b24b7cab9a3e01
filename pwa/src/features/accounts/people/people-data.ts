import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { queryOf } from '@/core/saving'
import { itemsOf } from '@/core/shape'
import { wire } from '@/core/wire'

/** A time of a rank or of party membership; `from` null: nobody knows since when; `to` null: still. */
export interface Span {
  id: string
  from: string | null
  to: string | null
  /** Empty for party membership. */
  rank: string
}

export interface Account {
  id: string
  name: string
  login: string
  title: string
  role: string
  branchId: string | null
  active: boolean
  ranks: Span[]
  memberships: Span[]
}

export interface AccountFacts {
  name: string
  login: string
  title: string
  role: string
  branch_id: string | null
}

export interface NewAccount extends AccountFacts {
  rank: string
  rank_from: string | null
  is_member: boolean
  party_from: string | null
}

export interface Opened {
  account: Account
  password: string
}

export interface PeopleFilters {
  branch: string | null
  text: string
  active: 'true' | 'false' | null
}

const PEOPLE = '/api/people'

export async function fetchAccounts(filters: PeopleFilters): Promise<Answer<Account[]>> {
  const { branch, text, active } = filters
  const query = queryOf({ branch_id: branch, q: text.trim(), active })
  return read(await request('GET', PEOPLE + query), (raw) => itemsOf(raw).map(accountOf))
}

export async function openAccount(account: NewAccount): Promise<Answer<Opened>> {
  return read(await request('POST', PEOPLE, { ...account }), (raw) => {
    const opened = wire('NewPersonOut', raw)
    return { account: accountOf(opened.raw('person')), password: opened.text('password') }
  })
}

export async function changeAccount(
  id: string,
  changes: Partial<AccountFacts> & { active?: boolean },
): Promise<Answer<Account>> {
  return read(await request('PATCH', pathOf(id), { ...changes }), accountOf)
}

export async function givePassword(id: string): Promise<Answer<string>> {
  const answer = await request('POST', pathOf(id, 'password'))
  return read(answer, (raw) => wire('PasswordOut', raw).text('password'))
}

/** Whether codes are demanded at sign-in, and whether an authenticator is bound. */
const CODE_STATES = ['none', 'to_bind', 'bound'] as const
export type CodeState = (typeof CODE_STATES)[number]

export async function fetchCodeState(id: string): Promise<Answer<CodeState>> {
  const answer = await request('GET', pathOf(id, 'second-factor'))
  return read(answer, (raw) => {
    const state = wire('SecondFactorOut', raw).text('state')
    return CODE_STATES.find((known) => known === state) ?? 'none'
  })
}

/** Demand codes of a person, or have another authenticator bound. */
export async function demandCode(id: string): Promise<Answer<unknown>> {
  return request('PUT', pathOf(id, 'second-factor'))
}

export async function dropCode(id: string): Promise<Answer<unknown>> {
  return request('DELETE', pathOf(id, 'second-factor'))
}

/** Note a rank, or with an empty rank a time of party membership. */
export async function addSpan(id: string, span: Omit<Span, 'id'>): Promise<Answer<Account>> {
  const days = { from_on: span.from, to_on: span.to }
  if (span.rank === '') {
    return read(await request('POST', pathOf(id, 'memberships'), days), accountOf)
  }
  const answer = await request('POST', pathOf(id, 'ranks'), { ...days, rank: span.rank })
  return read(answer, accountOf)
}

export async function removeSpan(id: string, span: Span): Promise<Answer<Account>> {
  const kind = span.rank === '' ? 'memberships' : 'ranks'
  return read(await request('DELETE', pathOf(id, kind, span.id)), accountOf)
}

export async function endAllSessions(id: string): Promise<Answer<unknown>> {
  return request('DELETE', pathOf(id, 'sessions'))
}

function pathOf(id: string, ...parts: readonly string[]): string {
  return [PEOPLE, ...[id, ...parts].map(encodeURIComponent)].join('/')
}

function accountOf(raw: unknown): Account {
  const person = wire('PersonOut', raw)
  return {
    id: person.text('id'),
    name: person.text('name'),
    login: person.text('login'),
    title: person.text('title'),
    role: person.text('role'),
    branchId: person.textOrNull('branch_id'),
    active: person.flag('active'),
    ranks: person.list('ranks', spanOf),
    memberships: person.list('memberships', spanOf),
  }
}

function spanOf(raw: unknown): Span {
  const span = wire('RankOut', raw)
  return {
    id: span.text('id'),
    from: span.textOrNull('from_on'),
    to: span.textOrNull('to_on'),
    rank: span.text('rank'),
  }
}

/** The rank or membership that holds on a day (`YYYY-MM-DD`). */
export function heldOn(spans: readonly Span[], day: string): Span | null {
  return spans.find(({ from, to }) => (from ?? '') <= day && (to === null || day <= to)) ?? null
}
