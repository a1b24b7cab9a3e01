import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { fieldsOf, itemsOf } from '@/core/shape'
import { wire } from '@/core/wire'

/** Where enterprises may complain of a branch; `phone` is empty for nowhere. */
export interface BranchPhone {
  readonly id: string
  readonly branch: string
  readonly phone: string
}

const ORGANISATION = '/api/organisation'

export async function fetchBranchPhones(): Promise<Answer<BranchPhone[]>> {
  return read(await request('GET', ORGANISATION), (raw) =>
    itemsOf(fieldsOf(raw).get('branches')).map(lineOf),
  )
}

export async function setBranchPhone(id: string, phone: string): Promise<Answer<BranchPhone>> {
  const route = `${ORGANISATION}/branches/${encodeURIComponent(id)}/complaint-phone`
  return read(await request('PUT', route, { complaint_phone: phone }), lineOf)
}

function lineOf(raw: unknown): BranchPhone {
  const line = wire('BranchOut', raw)
  return { id: line.text('id'), branch: line.text('name'), phone: line.text('complaint_phone') }
}
