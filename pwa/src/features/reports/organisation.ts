import { ref, type Ref } from 'vue'
import { request } from '@/core/http'
import { itemsOf } from '@/core/shape'
import { wire } from '@/core/wire'

export interface Branch {
  id: string
  name: string
}

export interface Colleague {
  id: string
  name: string
  branchId: string | null
}

export interface Town {
  code: string
  name: string
  lat: number | null
  lng: number | null
}

export interface Organisation {
  branches: Branch[]
  towns: Town[]
  people: Colleague[]
}

/** Branches, towns and people of the bureau; empty until the bureau has answered. */
export function useOrganisation(): Ref<Organisation> {
  const known = ref<Organisation>({ branches: [], towns: [], people: [] })
  void fetchOrganisation().then((found) => {
    known.value = found
  })
  return known
}

async function fetchOrganisation(): Promise<Organisation> {
  const [organisation, people] = await Promise.all([
    request('GET', '/api/organisation'),
    request('GET', '/api/people/names'),
  ])
  const parts = wire('OrganisationOut', organisation.ok ? organisation.value : null)
  return {
    branches: parts.list('branches', branchOf),
    towns: parts.list('towns', townOf),
    people: people.ok ? itemsOf(people.value).map(colleagueOf) : [],
  }
}

function townOf(raw: unknown): Town {
  const fields = wire('TownOut', raw)
  return {
    code: fields.text('id'),
    name: fields.text('name'),
    lat: fields.numberOrNull('lat_e7'),
    lng: fields.numberOrNull('lng_e7'),
  }
}

function branchOf(raw: unknown): Branch {
  const fields = wire('BranchOut', raw)
  return { id: fields.text('id'), name: fields.text('name') }
}

function colleagueOf(raw: unknown): Colleague {
  const fields = wire('NameOut', raw)
  return {
    id: fields.text('id'),
    name: fields.text('name'),
    branchId: fields.textOrNull('branch_id'),
  }
}
