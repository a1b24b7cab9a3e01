import { request, type Answer } from '@/core/http'
import { fieldsOf, itemsOf, textIn } from '@/core/shape'

/** One place where the person is signed in. */
export interface SignInPlace {
  id: string
  browser: Browser
  lastSeenAt: Date
  current: boolean
}

export interface Browser {
  program: string
  machine: string
}

/** Where the person is signed in, the present browser first. */
export async function fetchSignIns(): Promise<Answer<SignInPlace[]>> {
  const answer = await request('GET', '/api/sessions')
  if (!answer.ok) return answer

  const places = itemsOf(answer.value).flatMap(parsePlace)
  return { ...answer, value: places.sort((a, b) => Number(b.current) - Number(a.current)) }
}

/** Where another person is signed in, for the administrator. */
export async function fetchSignInsOf(person: string): Promise<Answer<SignInPlace[]>> {
  const answer = await request('GET', `/api/people/${encodeURIComponent(person)}/sessions`)
  return answer.ok ? { ...answer, value: itemsOf(answer.value).flatMap(parsePlace) } : answer
}

export async function revokeSignIn(id: string): Promise<Answer<unknown>> {
  return request('DELETE', `/api/sessions/${encodeURIComponent(id)}`)
}

function parsePlace(raw: unknown): SignInPlace[] {
  const fields = fieldsOf(raw)
  const id = textIn(fields, 'id')
  const seen = new Date(textIn(fields, 'last_seen_at') ?? '')
  if (id === null || Number.isNaN(seen.getTime())) return []

  return [
    {
      id,
      browser: browserIn(textIn(fields, 'user_agent') ?? ''),
      lastSeenAt: seen,
      current: fields.get('current') === true,
    },
  ]
}

const PROGRAMS = [
  ['MicroMessenger', '微信'],
  ['DingTalk', '钉钉'],
  ['Edg/', 'Edge'],
  ['HuaweiBrowser', '华为浏览器'],
  ['MiuiBrowser', '小米浏览器'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Safari', 'Safari'],
] as const

const MACHINES = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['HarmonyOS', 'HarmonyOS'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS', 'Mac'],
  ['Linux', 'Linux'],
] as const

/** Name the browser and the machine in words that people know; the more special mark comes first. */
export function browserIn(userAgent: string): Browser {
  return { program: named(PROGRAMS, userAgent), machine: named(MACHINES, userAgent) }
}

function named(marks: readonly (readonly [string, string])[], text: string): string {
  return marks.find(([mark]) => text.includes(mark))?.[1] ?? ''
}
