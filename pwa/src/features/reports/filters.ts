import { queryOf } from '@/core/saving'

/** Which visits are on the screen; empty texts and null ask for all. */
export interface VisitFilters {
  branch: string | null
  person: string | null
  from: string
  to: string
  text: string
  state: 'closed' | 'withdrawn' | null
}

export const noFilters: VisitFilters = {
  branch: null,
  person: null,
  from: '',
  to: '',
  text: '',
  state: null,
}

/** The filters as the bureau's query, for the list, the map and the workbook alike. */
export function visitQuery(filters: VisitFilters, cursor: string | null = null): string {
  return queryOf({
    branch_id: filters.branch,
    person_id: filters.person,
    from: filters.from,
    to: filters.to,
    q: filters.text.trim(),
    state: filters.state,
    cursor,
  })
}

/** Some filter narrows the list beyond what the page usually shows. */
export function isNarrowed(filters: VisitFilters, usual: VisitFilters = noFilters): boolean {
  return visitQuery(filters) !== visitQuery(usual)
}

/** The period ends before it begins, so nothing can be in it. */
export function isBackwards({ from, to }: VisitFilters): boolean {
  return from !== '' && to !== '' && from > to
}

/** The filters that an address names, such as a link from the overview. */
export function filtersFrom(
  query: Readonly<Record<string, unknown>>,
  usual: VisitFilters = noFilters,
): VisitFilters {
  const text = (key: string): string => (typeof query[key] === 'string' ? query[key] : '')
  const state = text('state')
  return {
    branch: text('branch') || null,
    person: text('person') || null,
    from: text('from'),
    to: text('to'),
    text: text('q'),
    state: state === 'closed' || state === 'withdrawn' ? state : usual.state,
  }
}

/** The address's part that says the filters. */
export function addressOf(filters: VisitFilters): Record<string, string> {
  const said = {
    branch: filters.branch ?? '',
    person: filters.person ?? '',
    from: filters.from,
    to: filters.to,
    q: filters.text.trim(),
    state: filters.state ?? '',
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== ''))
}
