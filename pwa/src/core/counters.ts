import { reactive, readonly } from 'vue'

export type Place = 'today' | 'enterprises' | 'matters' | 'mine'

const counted = reactive<Record<Place, number>>({ today: 0, enterprises: 0, matters: 0, mine: 0 })

/** How many things wait for the person at each of the four places of the app. */
export const counters = readonly(counted)

export function setCounter(place: Place, waiting: number): void {
  counted[place] = waiting
}
