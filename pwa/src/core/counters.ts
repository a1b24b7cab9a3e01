import { reactive, readonly } from 'vue'

export type Place = 'today' | 'enterprises' | 'matters' | 'mine'

/** The four places of the app, and the office's review list. */
export type Counted = Place | 'reviews'

const counted = reactive<Record<Counted, number>>({
  ...{ today: 0, enterprises: 0, matters: 0, mine: 0 },
  reviews: 0,
})
const parts = new Map<Counted, Map<string, number>>()

/** How many things wait for the person at each of these places. */
export const counters = readonly(counted)

/** Say how many things of one kind wait at a place; those of other kinds are added to them. */
export function setCounter(place: Counted, waiting: number, kind = 'work'): void {
  const kinds = parts.get(place) ?? new Map<string, number>()
  parts.set(place, kinds.set(kind, waiting))
  counted[place] = [...kinds.values()].reduce((sum, n) => sum + n, 0)
}
