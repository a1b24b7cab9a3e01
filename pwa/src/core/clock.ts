/** A source of the present instant, so that everything else takes time as a value. */
export interface Clock {
  now(): Date
}

/** The one reader of the machine's clock. */
export const clock: Clock = { now: () => new Date() }
