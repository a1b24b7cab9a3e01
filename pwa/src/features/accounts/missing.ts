import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { fieldsOf, itemsOf } from '@/core/shape'

const THREE = ['administrator', 'security', 'auditor'] as const

export type Missing = (typeof THREE)[number]

/** Which of the three administrators nobody is. */
export async function fetchMissing(): Promise<Answer<Missing[]>> {
  return read(await request('GET', '/api/people/administrators'), (raw) => {
    const told = itemsOf(fieldsOf(raw).get('missing'))
    return THREE.filter((role) => told.includes(role))
  })
}
