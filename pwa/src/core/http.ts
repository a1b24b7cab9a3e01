import { noteContact } from './contact'
import { noteReader, packed, readsPacked } from './packing'

/** What the bureau says when it refuses: words for people, and a code that stays the same. */
export interface Problem {
  code: string
  title: string
  detail: string
  /** The columns of a refused sheet, to choose from. */
  header?: readonly string[]
  /** What an authenticator reads, to sign in by codes from now on. */
  uri?: string
}

export interface Accepted<T> {
  ok: true
  value: T
  status: number
}

/** No answer came: the network, not the bureau, is at fault. */
export interface Unreached {
  ok: false
  kind: 'network'
}

export interface Refused {
  ok: false
  kind: 'refused'
  status: number
  problem: Problem
  /** Seconds to wait before asking again, where the bureau named them. */
  retryAfter: number | null
}

export type Refusal = Unreached | Refused
export type Answer<T> = Accepted<T> | Refusal
export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Body = Blob | FormData | Record<string, unknown> | readonly unknown[]
export type Request = (
  method: Method,
  path: string,
  body?: Body,
  /** Is called when the body is packed and under way. */
  leaving?: () => void,
) => Promise<Answer<unknown>>

/** A request whose headers say what its bytes are; the answer says all in its headers too. */
export interface Parcel {
  readonly method: 'HEAD' | 'POST' | 'PATCH'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Blob
}

export interface Delivered {
  readonly ok: true
  readonly status: number
  header(name: string): string | null
}

export type Carry = (parcel: Parcel) => Promise<Delivered | Refusal>

/** Shorter JSON hardly fills one packet of the network. */
const WORTH_PACKING = 1200
const TIMEOUT_MS = 60_000
// A file of 200 MB needs its time on the way, and again until all of it is taken in.
const FILE_TIMEOUT_MS = 20 * 60_000

/** Ask the bureau for JSON; every failure comes back as a value, nothing is thrown. */
export const request: Request = async (method, path, body, leaving) => {
  const response = await reach(method, path, body, { leaving })
  if (response === null) return unreached
  if (!response.ok) return refusal(response)

  return accepted(response, (text) => (text === '' ? null : (JSON.parse(text) as unknown)))
}

/** Is told how much of an answer is here, and of how many bytes where the bureau has said so. */
export type Coming = (received: number, total: number | null) => void

/** Ask the bureau for bytes, such as a photo or a spreadsheet. */
export async function requestBytes(path: string, coming?: Coming): Promise<Answer<Blob>> {
  const response = await reach('GET', path)
  if (response === null) return unreached
  if (!response.ok) return refusal(response)

  try {
    const arriving = coming === undefined ? response : told(response, coming)
    return { ok: true, value: await arriving.blob(), status: response.status }
  } catch {
    return unreached
  }
}

function told(response: Response, coming: Coming): Response {
  const length = response.headers.get('Content-Length')
  const total = length === null ? null : Number(length)
  let received = 0
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(part, onwards) {
      received += part.byteLength
      coming(received, total)
      onwards.enqueue(part)
    },
  })
  return new Response(response.body?.pipeThrough(counter), { headers: response.headers })
}

/** Bring bytes to the bureau under headers of their own. */
export async function carry(parcel: Parcel): Promise<Delivered | Refusal> {
  const { headers } = parcel
  const response = await reach(parcel.method, parcel.path, parcel.body, { headers })
  if (response === null) return unreached
  if (!response.ok) return refusal(response)

  return { ok: true, status: response.status, header: (name) => response.headers.get(name) }
}

const unreached: Unreached = { ok: false, kind: 'network' }

/** The token of the session has to be followed before it is good for anything (docs/devices.md §3). */
const STALE = '401.290'
let proven: () => Promise<boolean> = () => Promise.resolve(false)

/** Tell how this phone proves itself where the bureau asks for that; false where it cannot. */
export function proveBy(prove: () => Promise<boolean>): void {
  proven = prove
}

async function reach(...asked: Parameters<typeof reachOnce>): Promise<Response | null> {
  const response = await reachOnce(...asked)
  if (response?.status !== 401) return response

  const body = await bodyOf(response)
  if (problemFrom(body).code === STALE && (await proven())) return reachOnce(...asked)
  // Its body can be read only once, and whoever asked wants to read it too.
  return new Response(JSON.stringify(body), { status: 401, headers: response.headers })
}

interface Manner {
  readonly headers?: Readonly<Record<string, string>>
  readonly leaving?: (() => void) | undefined
}

async function reachOnce(
  method: Method,
  path: string,
  body?: Body,
  { headers = {}, leaving }: Manner = {},
): Promise<Response | null> {
  try {
    const sent: Wrapped = body === undefined ? {} : await wrapped(path, body)
    const answered = fetch(path, {
      method,
      ...sent,
      headers: { ...headersFor(method, body), ...sent.headers, ...headers },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(body instanceof FormData ? FILE_TIMEOUT_MS : TIMEOUT_MS),
    })
    leaving?.()
    const response = await answered
    noteContact('reached')
    noteReader(path, response)
    return response
  } catch {
    // fetch rejects only when no answer came: offline, refused connection, time-out.
    noteContact('missed')
    return null
  }
}

interface Wrapped {
  readonly body?: BodyInit
  readonly headers?: Record<string, string>
}

/** The body as it goes: long JSON is packed where the bureau reads that. */
async function wrapped(path: string, body: Body): Promise<Wrapped> {
  if (isRaw(body)) return { body }
  const text = JSON.stringify(body)
  if (text.length < WORTH_PACKING || !readsPacked(path)) return { body: text }
  return { body: await packed(text), headers: { 'Content-Encoding': 'gzip' } }
}

function headersFor(method: Method, body?: Body): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  // A page of another site cannot set a header of its own, so this one proves where we came from.
  if (method !== 'GET') headers['X-Doorstep'] = '1'
  if (body instanceof Blob) headers['Content-Type'] = body.type || 'application/octet-stream'
  if (body !== undefined && !isRaw(body)) headers['Content-Type'] = 'application/json'
  return headers
}

function isRaw(body: Body): body is Blob | FormData {
  return body instanceof Blob || body instanceof FormData
}

async function accepted(
  response: Response,
  read: (text: string) => unknown,
): Promise<Answer<unknown>> {
  try {
    return { ok: true, value: read(await response.text()), status: response.status }
  } catch {
    // A body cut off half way, or a hotel's sign-in page in place of our JSON.
    return unreached
  }
}

async function refusal(response: Response): Promise<Refused> {
  return {
    ok: false,
    kind: 'refused',
    status: response.status,
    problem: problemFrom(await bodyOf(response)),
    retryAfter: secondsIn(response.headers.get('Retry-After')),
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return null
  }
}

function problemFrom(raw: unknown): Problem {
  const fields = typeof raw === 'object' && raw !== null ? Object.entries(raw) : []
  const words = new Map(fields.filter((field): field is [string, string] => isText(field[1])))
  return {
    code: words.get('code') ?? '',
    title: words.get('title') ?? '',
    detail: words.get('detail') ?? '',
    ...headerIn(fields),
    ...(words.has('uri') ? { uri: words.get('uri') ?? '' } : {}),
  }
}

function headerIn(fields: readonly [string, unknown][]): { header?: readonly string[] } {
  const header = fields.find(([key]) => key === 'header')?.[1]
  return Array.isArray(header) ? { header: header.filter(isText) } : {}
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function secondsIn(header: string | null): number | null {
  const seconds = Number(header ?? '')
  return header !== null && Number.isFinite(seconds) && seconds >= 0 ? seconds : null
}
