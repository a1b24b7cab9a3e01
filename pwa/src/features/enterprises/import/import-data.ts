import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { itemsOf } from '@/core/shape'
import { wire } from '@/core/wire'

export interface ImportColumn {
  field: string
  /** What the field is called here. */
  label: string
  /** The header of the file's column, empty where none was found. */
  title: string
}

export interface ImportFault {
  row: number
  column: string
  value: string
  words: string
}

export interface Batch {
  id: string
  file: string
  state: string
  read: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  by: string
  checked: Date | null
  committed: Date | null
  undone: Date | null
}

export interface CheckedBatch extends Batch {
  columns: ImportColumn[]
  faults: ImportFault[]
  /** Good rows about which something is odd: how many, and the first of the oddities. */
  warned: number
  warnings: ImportFault[]
  overwritten: number
  overwrites: Overwrite[]
}

/** A field that the file would change, with what stands there now. */
export interface Overwrite {
  row: number
  name: string
  field: string
  old: string
  next: string
}

/** A row that could not be taken back, and why. */
export interface Kept {
  row: number
  name: string
  words: string
}

export interface Undone {
  undone: number
  kept: Kept[]
}

/** Field → header of the file's column; an empty header takes the field from none. */
export type Mapping = Readonly<Record<string, string>>

const IMPORTS = '/api/enterprise-imports'

export async function fetchBatches(): Promise<Answer<Batch[]>> {
  return read(await request('GET', IMPORTS), (raw) => itemsOf(raw).map(batchOf))
}

/** Say what importing the file would do; nothing is written to the registry. */
export async function checkFile(file: File, mapping: Mapping): Promise<Answer<CheckedBatch>> {
  const form = new FormData()
  form.append('file', file)
  form.append('mapping', JSON.stringify(mapping))
  return read(await request('POST', IMPORTS, form), checkedOf)
}

export async function commitBatch(id: string): Promise<Answer<CheckedBatch>> {
  return read(await request('POST', `${pathOf(id)}/commit`), checkedOf)
}

export async function undoBatch(id: string): Promise<Answer<Undone>> {
  return read(await request('DELETE', pathOf(id)), (raw) => {
    const undone = wire('EnterpriseUndoneOut', raw)
    return { undone: undone.number('undone'), kept: undone.list('kept', keptOf) }
  })
}

export function rejectsPath(id: string): string {
  return `${pathOf(id)}/rejects.xlsx`
}

export function templatePath(form: 'xlsx' | 'csv'): string {
  return `${IMPORTS}/template?form=${form}`
}

function pathOf(id: string): string {
  return `${IMPORTS}/${encodeURIComponent(id)}`
}

function batchOf(raw: unknown): Batch {
  const batch = wire('EnterpriseImportOut', raw)
  return {
    id: batch.text('id'),
    file: batch.text('file_name'),
    state: batch.text('state'),
    read: batch.number('read'),
    created: batch.number('created'),
    updated: batch.number('updated'),
    unchanged: batch.number('unchanged'),
    rejected: batch.number('rejected'),
    by: batch.text('by_name'),
    checked: batch.moment('checked_at'),
    committed: batch.moment('committed_at'),
    undone: batch.moment('undone_at'),
  }
}

function checkedOf(raw: unknown): CheckedBatch {
  const batch = wire('EnterpriseImportDetailOut', raw)
  return {
    ...batchOf(raw),
    columns: batch.list('columns', columnOf),
    faults: batch.list('faults', faultOf),
    warned: batch.number('n_warned'),
    warnings: batch.list('warnings', faultOf),
    overwritten: batch.number('n_overwrites'),
    overwrites: batch.list('overwrites', overwriteOf),
  }
}

function columnOf(raw: unknown): ImportColumn {
  const column = wire('EnterpriseColumnOut', raw)
  return {
    field: column.text('field'),
    label: column.text('label'),
    title: column.text('title'),
  }
}

function faultOf(raw: unknown): ImportFault {
  const fault = wire('EnterpriseFaultOut', raw)
  return {
    row: fault.number('row'),
    column: fault.text('column'),
    value: fault.text('value'),
    words: fault.text('words'),
  }
}

function overwriteOf(raw: unknown): Overwrite {
  const one = wire('EnterpriseOverwriteOut', raw)
  return {
    row: one.number('row'),
    name: one.text('name'),
    field: one.text('field'),
    old: one.text('old'),
    next: one.text('new'),
  }
}

function keptOf(raw: unknown): Kept {
  const kept = wire('EnterpriseKeptOut', raw)
  return { row: kept.number('row'), name: kept.text('name'), words: kept.text('words') }
}
