import { readFileSync } from 'node:fs'
import { fieldsOf, numberIn, textIn } from '@/core/shape'
import type { PackRow } from './rows'

/** A pack that comes with the program as a phone holds it; its hash and signature are left out. */
export function packRow(name: string, known: Partial<PackRow> = {}): PackRow {
  const content = readFileSync(`../sync/rules/packs/${name}.json`, 'utf8')
  const fields = fieldsOf(JSON.parse(content))
  const [pack, title, from] = ['pack', 'title', 'in_force_from'].map((key) => textIn(fields, key))
  return {
    ...{ id: name, ver: 1, pack: pack ?? '', version: numberIn(fields, 'version') ?? 0 },
    ...{ title: title ?? '', in_force_from: from ?? '', in_force_to: null },
    ...{ content, hash: '', signature: '' },
    ...known,
  }
}
