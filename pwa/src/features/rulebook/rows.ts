/** The rulebook as every phone holds it (docs/protocol.md §3). */
import type { Row } from '@/sync/protocol'
import type { TableName } from '@/sync/table'

/** One published version of a pack; `content` is its JSON. */
export interface PackRow extends Row {
  readonly pack: string
  readonly version: number
  readonly title: string
  readonly in_force_from: string
  readonly in_force_to: string | null
  readonly content: string
  readonly hash: string
  readonly signature: string
}

/** The legal text of one item of the catalogue, where the bureau has loaded it. */
export interface CatalogueRow extends Row {
  readonly edition: string
  readonly number: number
  readonly name: string
  readonly report_book: string
  readonly report_form: string
  readonly registration_form: string
  readonly sensitive_areas: string
}

/** What GB/T 4754 calls its codes, all in one row, where the bureau has loaded the names. */
export interface TradeNamesRow extends Row {
  readonly names: Readonly<Record<string, string>>
}

export const RULE_PACK = 'rule_pack' as TableName<PackRow>
export const CATALOGUE = 'catalogue_item' as TableName<CatalogueRow>
export const TRADE_NAMES = 'trade_names' as TableName<TradeNamesRow>
