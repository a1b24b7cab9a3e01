import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { queryOf } from '@/core/saving'
import { wire } from '@/core/wire'

export interface RegistryLine {
  id: string
  name: string
  code: string
  town: string | null
  address: string
  contact: string
  phone: string
  verified: boolean
  visits: number
  lastVisit: Date | null
}

export interface RegistryPage {
  lines: RegistryLine[]
  next: string | null
}

export async function fetchRegistry(
  text: string,
  town: string | null,
  cursor: string | null,
): Promise<Answer<RegistryPage>> {
  const query = queryOf({ q: text.trim(), town, cursor })
  return read(await request('GET', `/api/enterprises${query}`), (raw) => {
    const page = wire('EnterprisesFoundOut', raw)
    return { lines: page.list('rows', lineOf), next: page.textOrNull('next_cursor') }
  })
}

function lineOf(raw: unknown): RegistryLine {
  const line = wire('EnterpriseOut', raw)
  return {
    id: line.text('id'),
    name: line.text('name'),
    code: line.text('code'),
    town: line.textOrNull('town_code'),
    address: line.text('address'),
    contact: line.text('contact_name'),
    phone: line.text('contact_phone'),
    verified: line.flag('verified'),
    visits: line.number('visit_count'),
    lastVisit: line.moment('last_visit_at'),
  }
}
