import './texts'
import { say, texts } from '@/core/texts'
import type { Deed } from './trail-data'

/** What was done, in the officers' words; a deed that is new here gets a general word. */
export function deedWords(event: string): string {
  const key = `audit.deed.${event}`
  return texts.global.te(key) ? say(key) : say('audit.otherDeed')
}

/** Who did it: a person, or the system itself. */
export function whoWords({ personId, personName }: Deed): string {
  if (personId === null) return say('audit.system')
  return personName || say('audit.unknownPerson')
}
