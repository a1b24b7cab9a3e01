import { request, type Refusal } from '@/core/http'
import { fieldsOf, itemsOf } from '@/core/shape'

const PACKS = '/api/town-packs'
/** The bureau takes no more than these. */
export const MOST_PACKS = 12

export type Packs = { ok: true; towns: readonly string[] } | { ok: false; refusal: Refusal }

/** Which further towns this person's phones carry; only the bureau knows. */
export async function readPacks(): Promise<Packs> {
  const answer = await request('GET', PACKS)
  if (!answer.ok) return { ok: false, refusal: answer }
  const towns = itemsOf(fieldsOf(answer.value).get('towns'))
  return { ok: true, towns: towns.filter((town) => typeof town === 'string') }
}

export async function choosePacks(towns: readonly string[]): Promise<Packs> {
  const answer = await request('PUT', PACKS, { towns })
  return answer.ok ? { ok: true, towns } : { ok: false, refusal: answer }
}
