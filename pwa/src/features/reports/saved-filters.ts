import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { fieldsOf, itemsOf } from '@/core/shape'
import { queryOf } from '@/core/saving'
import { wire } from '@/core/wire'

/** A choice of filters that one keeps under a name: the address's part that says it. */
export interface SavedFilter {
  id: string
  name: string
  query: Record<string, string>
}

export async function fetchFilters(page: string): Promise<Answer<SavedFilter[]>> {
  const path = `/api/reports/filters${queryOf({ page })}`
  return read(await request('GET', path), (raw) => itemsOf(raw).map(filterOf))
}

export async function keepFilter(
  page: string,
  name: string,
  query: Readonly<Record<string, string>>,
): Promise<Answer<SavedFilter>> {
  return read(await request('PUT', '/api/reports/filters', { page, name, query }), filterOf)
}

export function dropFilter(id: string): Promise<Answer<unknown>> {
  return request('DELETE', `/api/reports/filters/${encodeURIComponent(id)}`)
}

function filterOf(raw: unknown): SavedFilter {
  const kept = wire('SavedFilterOut', raw)
  const said = [...fieldsOf(kept.raw('query'))]
  const query = said.map(([key, value]): [string, string] => [key, String(value)])
  return { id: kept.text('id'), name: kept.text('name'), query: Object.fromEntries<string>(query) }
}
