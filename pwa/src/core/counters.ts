import { reactive, readonly } from 'vue'

export type Place = 'today' | 'enterprises' | 'matters' | 'mine'

/** The four places of the app, and the office's review list. */
export type Counted = Place | 'reviews'

const counted = reactive<Record<Counted, number>>({
  ...{ today: 0, enterprises: 0, matters: 0, mine: 0 },
  reviews: 0,
})

/** How many things wait for the person at each of these places. */
export const counters = readonly(counted)

export function setCounter(place: Counted, waiting: number): void {
  counted[place] = waiting
}
