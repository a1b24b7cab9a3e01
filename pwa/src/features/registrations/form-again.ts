/** A form as a command says it, written out again as somebody types it. */
import { numberIn, textIn, type Fields } from '@/core/shape'
import { wanOf } from './amounts'

/** Null of an act without a form; what was wrong or missing is left for the officer to write. */
export function formAgain(form: Fields): Record<string, unknown> | null {
  if (form.size === 0) return null
  return {
    texts: { ...textsIn(form), ...figuresIn(form) },
    ...{ nature: form.get('nature'), impacts: form.get('impacts'), measures: form.get('measures') },
    commitment: form.get('commitment'),
  }
}

const WORDS = [
  ...['project_name', 'site_address', 'town_code', 'unit_name', 'unit_code'],
  ...['legal_representative', 'contact_name', 'contact_phone', 'operation_on', 'basis'],
  'content_scale',
]

function textsIn(form: Fields): Record<string, string> {
  return Object.fromEntries(WORDS.map((name) => [name, textIn(form, name) ?? '']))
}

function figuresIn(form: Fields): Record<string, string> {
  const written = (name: string, write: (n: number) => string) => {
    const n = numberIn(form, name)
    return n === null ? '' : write(n)
  }
  return {
    area_m2: written('area_m2', String),
    investment_wan: written('investment_yuan', wanOf),
    environment_wan: written('environment_yuan', wanOf),
  }
}
