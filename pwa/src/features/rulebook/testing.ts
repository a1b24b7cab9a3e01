import { readFileSync } from 'node:fs'
import { fieldsOf, numberIn, textIn } from '@/core/shape'
import { textHash } from '@/sync/hashing'
import { signatureOf } from '@/sync/testing/wire'
import type { PackRow } from './rows'

/** A pack that comes with the program as the bureau of the tests publishes it. */
export function packRow(name: string, changes: object = {}): PackRow {
  const raw: unknown = JSON.parse(readFileSync(`../sync/rules/packs/${name}.json`, 'utf8'))
  const content = JSON.stringify({ ...Object.fromEntries(fieldsOf(raw)), ...changes })
  const fields = fieldsOf(JSON.parse(content))
  const text = (key: string) => textIn(fields, key) ?? ''
  const [pack, version, hash] = [text('pack'), numberIn(fields, 'version') ?? 0, textHash(content)]
  return {
    ...{ id: `${name} ${version}`, ver: 1, pack, version, title: text('title') },
    in_force_from: text('in_force_from'),
    in_force_to: textIn(fields, 'in_force_to'),
    ...{ content, hash },
    signature: signatureOf(`doorstep-pack|${pack}|${version}|${hash}`),
  }
}
