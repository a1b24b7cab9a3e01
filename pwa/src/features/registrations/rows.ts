/** On-site acts as phones hold them (docs/registrations.md §1, §3). */
import type { SignState } from '@/features/visits/public'
import type { Value } from '@/rules/kernel'
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'
import type { Act, CoHow, CoState, Impact, Nature, Outcome, Pollution } from './words'

/** The national filing form; amounts are whole numbers, so that what is signed reads one way. */
export interface FilingForm {
  readonly project_name: string
  readonly site_address: string
  readonly town_code: string | null
  readonly area_m2: number
  readonly unit_name: string
  readonly unit_code: string
  readonly legal_representative: string
  readonly contact_name: string
  readonly contact_phone: string
  readonly investment_yuan: number
  readonly environment_yuan: number
  readonly operation_on: string
  readonly nature: Nature
  readonly basis: string
  readonly content_scale: string
  readonly impacts: readonly Impact[]
  readonly measures: Readonly<Partial<Record<Impact, Measure>>>
  readonly pollution: Pollution
  readonly materials_complete: boolean
  readonly commitment: boolean
}

export interface Measure {
  readonly measure: string
  readonly destination: string
}

/** A form as it stands in an act: of a notice it may still lack anything. */
export type WrittenForm = { readonly [K in keyof FilingForm]: FilingForm[K] | null }

/** A pack by what it says, not by where it lies. */
export interface NamedPack {
  readonly version: number
  readonly hash: string
}

export interface Packs {
  readonly classification: NamedPack
  readonly exemption: NamedPack | null
  readonly eligibility: NamedPack | null
  readonly regime: NamedPack & { readonly pack: string }
}

export interface Gap {
  readonly field: string
  readonly text: string
}

export interface RegistrationRow extends Row {
  readonly enterprise_id: string
  readonly enterprise_name: string
  readonly enterprise_code: string
  readonly branch_id: string | null
  readonly town_code: string | null
  readonly act: Act
  /** What its regime calls it: 批准, 备案协助 … */
  readonly word: string
  readonly regime: string
  readonly regime_version: number
  readonly outcome: Outcome
  readonly items: readonly number[]
  readonly clauses: readonly string[]
  readonly facts: Readonly<Record<string, Value>>
  readonly packs: Packs
  readonly form: WrittenForm | null
  readonly gaps: readonly Gap[]
  readonly number: string | null
  readonly lease_id: string | null
  readonly n: number | null
  readonly filing_number: string
  readonly opened_at: string
  readonly decided_at: string
  readonly decided_on: string
  readonly lead_id: string
  readonly co_id: string | null
  readonly co_how: CoHow
  readonly co_state: CoState
  readonly co_at: string | null
  readonly representative: string
  readonly representative_title: string
  readonly sign_state: SignState
  readonly sign_reason: string
  readonly signature_sha: string | null
  readonly co_signature_sha: string | null
  readonly conditions: string
  readonly valid_until: string | null
  readonly follows: string | null
  readonly essence_hash: string
  readonly command_hash: string
  readonly demo: boolean
  readonly state: 'confirmed' | 'waiting' | 'in_review' | 'withdrawn'
  readonly withdrawn_reason: string
  readonly history: readonly Revision[]
  readonly received_at: string | null
}

/** One line of an act's history, as for visits. */
export interface Revision {
  readonly at: string
  readonly device_time?: string
  readonly by: string | null
  readonly action: string
  readonly reason: string
  readonly changes?: Readonly<Record<string, readonly [old: unknown, next: unknown]>>
}

/** From a day on, a branch follows a regime. */
export interface BranchRegimeRow extends Row {
  readonly branch_id: string
  readonly regime: string
  readonly from_on: string
}

export const REGISTRATION = 'registration' as TableName<RegistrationRow>
export const BRANCH_REGIME = 'branch_regime' as TableName<BranchRegimeRow>
