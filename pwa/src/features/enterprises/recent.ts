import { shallowRef } from 'vue'
import { keep, readKept } from '@/core/device-store'
import { itemsOf } from '@/core/shape'

const MOST = 20
const ids = shallowRef<readonly string[]>([])
let owner = ''

/** The enterprises that this person had open lately on this phone, the last one first. */
export const recentIds: Readonly<typeof ids> = ids

/** Bring back what a person had open; another person's list makes way. */
export async function restoreRecent(personId: string): Promise<void> {
  if (owner === personId) return
  owner = personId
  ids.value = []
  ids.value = itemsOf(await readKept(keyOf(personId))).filter((id) => typeof id === 'string')
}

/** Put an enterprise at the head of the list and keep the list. */
export async function noteRecent(personId: string, id: string): Promise<void> {
  await restoreRecent(personId)
  ids.value = [id, ...ids.value.filter((known) => known !== id)].slice(0, MOST)
  await keep(keyOf(personId), ids.value)
}

function keyOf(personId: string): string {
  return `recent-enterprises:${personId}`
}
