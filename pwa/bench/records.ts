/** A record of the harness as an enterprise of ours; nothing of it is left out. */

export interface BenchRecord {
  readonly id: string
  readonly uscc: string
  readonly name: string
  readonly town: string
  readonly address: string
  readonly industry: string
  readonly lat: number
  readonly lng: number
  readonly contact: string
  readonly phone: string
  readonly status: string
  readonly staff: number
  readonly grid: string
  readonly note: string
  readonly updated_at: string
}

/** The columns in which `bench/peers/registering.py` puts the fields of a record. */
export interface EnterpriseRow {
  readonly id: string
  readonly name: string
  readonly code: string
  readonly address: string
  readonly kind: string
  readonly business_scope: string
  readonly contact_name: string
  readonly contact_phone: string
  readonly lat_e7: number
  readonly lng_e7: number
  readonly located_at: string
}

const E7 = 1e7
const BETWEEN = '|'

export function fromRow(row: EnterpriseRow): BenchRecord {
  const [town = '', status = '', staff = '', grid = '', note = ''] =
    row.business_scope.split(BETWEEN)
  return {
    ...{ id: row.id, uscc: row.code, name: row.name, town, address: row.address },
    ...{ industry: row.kind, lat: row.lat_e7 / E7, lng: row.lng_e7 / E7 },
    ...{ contact: row.contact_name, phone: row.contact_phone, status, staff: Number(staff) },
    ...{ grid, note, updated_at: row.located_at },
  }
}

/**
 * What `enterprise.add` takes; fields that it has no place for travel in the scope's text. So does
 * the code: those of the harness are invented without the inner check digit and would be refused.
 */
export function toArgs(record: BenchRecord, town: string): Readonly<Record<string, unknown>> {
  const { uscc, town: place, status, staff, grid, note, industry, lat, lng, updated_at } = record
  const rest = [uscc, place, status, staff, grid, note, industry, lat, lng, updated_at]
  return {
    ...{ name: record.name, town_code: town, address: record.address },
    ...{ contact_name: record.contact, contact_phone: record.phone },
    business_scope: rest.join(BETWEEN),
  }
}
