/** A refused new enterprise, or a refused change of one, as a draft to be done again. */
import { fieldsOf, itemsOf, textIn } from '@/core/shape'
import { argsOf, type DraftAgain } from '@/features/replica/public'
import type { Entry } from '@/sync/entry'
import { ADD_DRAFT, amendDraft, type AddForm } from './commands'

/** Null for what is not about enterprises. */
export function enterpriseAgain(entry: Entry): DraftAgain | null {
  if (entry.name === 'enterprise.add') return additionAgain(entry)
  if (entry.name === 'enterprise.amend') return amendmentAgain(entry)
  return null
}

function additionAgain(entry: Entry): DraftAgain {
  const args = argsOf(entry)
  const text = (name: string) => textIn(args, name) ?? ''
  const value: AddForm = {
    ...{ name: text('name'), code: text('code'), town: text('town_code') },
    ...{ address: text('address'), contact: text('contact_name'), phone: text('contact_phone') },
    scope: text('business_scope'),
  }
  return { key: ADD_DRAFT, value, path: '/enterprises/new' }
}

function amendmentAgain(entry: Entry): DraftAgain {
  const changes = [...fieldsOf(argsOf(entry).get('changes'))]
  const next = changes.map(([field, pair]) => [field, itemsOf(pair)[1] ?? ''] as const)
  const { entity } = entry
  const path = `/enterprises/${entity}/amend`
  return { key: amendDraft(entity), value: Object.fromEntries(next), path }
}
