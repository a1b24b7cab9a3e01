import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { wire } from '@/core/wire'
import { visitQuery, type VisitFilters } from './filters'

export interface TownVisits {
  code: string
  name: string
  /** Null for visits whose town is not known: they cannot be drawn. */
  lat: number | null
  lng: number | null
  visits: number
}

export interface VisitPoint {
  id: string
  source: string
  lat: number
  lng: number
}

export interface VisitMap {
  towns: TownVisits[]
  points: VisitPoint[]
}

export async function fetchVisitMap(filters: VisitFilters): Promise<Answer<VisitMap>> {
  return read(await request('GET', `/api/visits/positions${visitQuery(filters)}`), (raw) => {
    const map = wire('VisitPositionsOut', raw)
    return { towns: map.list('towns', townOf), points: map.list('points', pointOf) }
  })
}

function townOf(raw: unknown): TownVisits {
  const town = wire('TownVisitsOut', raw)
  return {
    code: town.text('town_code'),
    name: town.text('name'),
    lat: town.numberOrNull('lat_e7'),
    lng: town.numberOrNull('lng_e7'),
    visits: town.number('visits'),
  }
}

function pointOf(raw: unknown): VisitPoint {
  const point = wire('VisitPointOut', raw)
  return {
    id: point.text('visit_id'),
    source: point.text('source'),
    lat: point.number('lat_e7'),
    lng: point.number('lng_e7'),
  }
}
