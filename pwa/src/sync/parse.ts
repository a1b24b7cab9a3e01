/** Turn what came over the wire into values, once; unknown fields are passed over. */
import type { Problem } from '@/core/http'
import type { CommandResult, Row, ScopePage, SyncResponse, TablePage } from '@/sync/protocol'
import { TERMINAL, type TerminalStatus } from '@/sync/wire.gen'

export type Parsed<T> = { ok: true; value: T } | { ok: false; at: string }

class Malformed extends Error {}

const FINAL: ReadonlySet<string> = new Set(TERMINAL)

/** Read the answer of `POST /api/sync`, or say which field could not be read. */
export function parseResponse(raw: unknown): Parsed<SyncResponse> {
  return reading(() => response(fields(raw, 'answer')))
}

/** Read the answer of `POST /api/blobs/have`. */
export function parseHave(raw: unknown): Parsed<readonly string[]> {
  return reading(() => list(fields(raw, 'answer')['have'], 'have').map((sha) => text(sha, 'have')))
}

/** Read one table's columnar rows, as they stand on the wire and in a segment. */
export function parseTable(raw: unknown, at: string): TablePage {
  const table = fields(raw, at)
  const cols = list(table['cols'], `${at}.cols`).map((col) => text(col, `${at}.cols`))
  return { cols, rows: rowsOf(cols, list(table['rows'], `${at}.rows`), at) }
}

/** Read a list of texts, such as the removed ids of a segment. */
export function parseTexts(raw: unknown, at: string): readonly string[] {
  return list(raw, at).map((item) => text(item, at))
}

/** Read an object's fields; throws when it is none. */
export function fields(raw: unknown, at: string): Readonly<Record<string, unknown>> {
  if (!isObject(raw)) throw new Malformed(at)
  return raw
}

function reading<T>(read: () => T): Parsed<T> {
  try {
    return { ok: true, value: read() }
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, at: error.message }
    throw error
  }
}

function response(raw: Readonly<Record<string, unknown>>): SyncResponse {
  return {
    epoch: text(raw['epoch'], 'epoch'),
    serverTime: text(raw['server_time'], 'server_time'),
    expectedSeq: whole(raw['expected_seq'], 'expected_seq'),
    durableThrough: whole(raw['durable_through'] ?? 0, 'durable_through'),
    minSchema: whole(raw['min_schema'] ?? 1, 'min_schema'),
    retryAfter: seconds(raw['retry_after']),
    results: list(raw['results'] ?? [], 'results').map(result),
    scopes: scopesOf(raw['scopes'] ?? {}),
    removed: parseTexts(raw['removed'] ?? [], 'removed'),
  }
}

function result(raw: unknown): CommandResult {
  const row = fields(raw, 'results')
  return {
    seq: whole(row['seq'], 'results.seq'),
    status: statusOf(text(row['status'], 'results.status')),
    scopeSeqs: Object.fromEntries(
      Object.entries(fields(row['scope_seqs'] ?? {}, 'scope_seqs')).map(([scope, seq]) => [
        scope,
        whole(seq, 'scope_seqs'),
      ]),
    ),
    receipt: optionalText(row['receipt']),
    alias: optionalText(row['alias']),
    problem: problemOf(row['problem'] ?? null),
  }
}

function statusOf(word: string): CommandResult['status'] {
  return isTerminal(word) ? word : 'retry'
}

function isTerminal(word: string): word is TerminalStatus {
  return FINAL.has(word)
}

function problemOf(raw: unknown): Problem | null {
  if (!isObject(raw)) return null
  return {
    code: optionalText(raw['code']) ?? '',
    title: optionalText(raw['title']) ?? '',
    detail: optionalText(raw['detail']) ?? '',
  }
}

function scopesOf(raw: unknown): ReadonlyMap<string, ScopePage> {
  const pages = Object.entries(fields(raw, 'scopes'))
  return new Map(pages.map(([scope, page]) => [scope, pageOf(page, `scopes.${scope}`)]))
}

function pageOf(raw: unknown, at: string): ScopePage {
  const page = fields(raw, at)
  const tables = Object.entries(fields(page['put'] ?? {}, `${at}.put`))
  return {
    from: whole(page['from'], `${at}.from`),
    to: whole(page['to'], `${at}.to`),
    tag: optionalText(page['tag']) ?? '',
    current: whole(page['current'], `${at}.current`),
    nRows: typeof page['n_rows'] === 'number' ? page['n_rows'] : null,
    put: new Map(tables.map(([table, rows]) => [table, parseTable(rows, `${at}.put.${table}`)])),
    remove: list(page['remove'] ?? [], `${at}.remove`).map((pair) => removal(pair, at)),
  }
}

function removal(raw: unknown, at: string): readonly [string, string] {
  const pair = list(raw, `${at}.remove`)
  return [text(pair[0], `${at}.remove`), text(pair[1], `${at}.remove`)]
}

function rowsOf(cols: readonly string[], raw: readonly unknown[], at: string): Row[] {
  const [idAt, verAt] = [cols.indexOf('id'), cols.indexOf('ver')]
  return raw.map((item) => {
    const cells = list(item, at)
    // Every row is built in the same order of columns, so that all share one hidden class.
    const row: { id: string; ver: number; [column: string]: unknown } = {
      id: text(cells[idAt], `${at}.id`),
      ver: whole(cells[verAt], `${at}.ver`),
    }
    for (let n = 0; n < cols.length; n += 1) {
      const col = cols[n]
      if (col !== undefined && n !== idAt && n !== verAt) row[col] = cells[n]
    }
    return row
  })
}

function isObject(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

function list(raw: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(raw)) throw new Malformed(at)
  return raw
}

function text(raw: unknown, at: string): string {
  if (typeof raw !== 'string') throw new Malformed(at)
  return raw
}

function optionalText(raw: unknown): string | null {
  return typeof raw === 'string' && raw !== '' ? raw : null
}

function whole(raw: unknown, at: string): number {
  if (typeof raw !== 'number' || !Number.isSafeInteger(raw) || raw < 0) throw new Malformed(at)
  return raw
}

function seconds(raw: unknown): number {
  return typeof raw === 'number' && raw > 0 ? raw : 0
}
