import { read } from '@/core/asking'
import { request, type Answer } from '@/core/http'
import { wire } from '@/core/wire'

/** One published version of a pack. */
export interface PackLine {
  readonly id: string
  readonly pack: string
  readonly version: number
  readonly title: string
  readonly from: string
  readonly to: string | null
  readonly isInForce: boolean
  readonly published: Date | null
}

export interface ClauseLine {
  readonly id: string
  readonly outcome: string
  readonly label: string
  readonly basis: string
  readonly conditions: string
}

export interface ChangeLine {
  readonly id: string
  readonly kind: string
  readonly before: string
  readonly after: string
}

/** What publishing a text would do. */
export interface Preview {
  readonly version: number
  readonly title: string
  readonly from: string
  readonly to: string | null
  /** This very text is published already. */
  readonly isPublished: boolean
  /** The version that it is compared with; null for the first. */
  readonly against: number | null
  readonly changes: readonly ChangeLine[]
}

const RULES = '/api/rules'

export async function fetchPacks(): Promise<Answer<PackLine[]>> {
  return read(await request('GET', RULES), (raw) => (Array.isArray(raw) ? raw.map(lineOf) : []))
}

export async function fetchClauses(line: PackLine): Promise<Answer<ClauseLine[]>> {
  return read(await request('GET', pathOf(line)), (raw) =>
    wire('PackDetailOut', raw).list('clauses', clauseOf),
  )
}

/** What a version changed against the one before it. */
export async function fetchChanges(line: PackLine, since: number): Promise<Answer<ChangeLine[]>> {
  return read(await request('GET', `${pathOf(line)}/changes?since=${since}`), (raw) =>
    Array.isArray(raw) ? raw.map(changeOf) : [],
  )
}

export async function previewPack(content: string): Promise<Answer<Preview>> {
  return read(await request('POST', `${RULES}/preview`, { content }), previewOf)
}

export async function publishPack(content: string): Promise<Answer<PackLine>> {
  return read(await request('POST', RULES, { content }), lineOf)
}

function previewOf(raw: unknown): Preview {
  const preview = wire('PackPreviewOut', raw)
  return {
    ...{ version: preview.number('version'), title: preview.text('title') },
    ...{ from: preview.text('in_force_from'), to: preview.textOrNull('in_force_to') },
    ...{ isPublished: preview.flag('is_published'), against: preview.numberOrNull('against') },
    changes: preview.list('changes', changeOf),
  }
}

function pathOf({ pack, version }: PackLine): string {
  return `${RULES}/${encodeURIComponent(pack)}/${version}`
}

function lineOf(raw: unknown): PackLine {
  const line = wire('PackOut', raw)
  return {
    id: `${line.text('pack')} ${line.number('version')}`,
    pack: line.text('pack'),
    version: line.number('version'),
    title: line.text('title'),
    from: line.text('in_force_from'),
    to: line.textOrNull('in_force_to'),
    isInForce: line.flag('is_in_force'),
    published: line.moment('published_at'),
  }
}

function clauseOf(raw: unknown): ClauseLine {
  const clause = wire('PackClauseOut', raw)
  return {
    id: clause.text('id'),
    outcome: clause.text('outcome'),
    label: clause.text('label'),
    basis: clause.text('basis'),
    conditions: clause.text('conditions'),
  }
}

function changeOf(raw: unknown): ChangeLine {
  const change = wire('PackChangeOut', raw)
  return {
    id: `${change.text('part')} ${change.text('id')}`,
    kind: change.text('kind'),
    before: change.text('before'),
    after: change.text('after'),
  }
}
