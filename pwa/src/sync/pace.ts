/** How fast this phone goes: how much of a photo at once, and whether a place was promised to it. */

export const LEAST_BYTES = 64 * 1024
export const MOST_BYTES = 1024 * 1024
export const FIRST_BYTES = 256 * 1024
/** Long enough that the way to and fro hardly counts, short enough that a cut costs little. */
const AIM_MS = 3000

/** How a piece went: cut off, or through in this time. */
export type Ride = 'cut' | { readonly bytes: number; readonly ms: number }

/** The size of the next piece: half after a cut, else what takes three seconds, in steps of two. */
export function pieceAfter(piece: number, ride: Ride): number {
  if (ride === 'cut') return bounded(piece / 2)
  // The rest of a photo says more about the way to and fro than about the link.
  if (ride.bytes < piece / 2) return piece

  const fitting = (ride.bytes / Math.max(1, ride.ms)) * AIM_MS
  return bounded(Math.min(piece * 2, Math.max(piece / 2, fitting)))
}

function bounded(bytes: number): number {
  return Math.round(Math.min(MOST_BYTES, Math.max(LEAST_BYTES, bytes)))
}

/** Remembers from photo to photo what the link carries, and from question to question a promise. */
export class Pace {
  piece = FIRST_BYTES
  /** The bureau had no place at the last question, and keeps one from the moment that it named. */
  isPromised = false

  learn(ride: Ride): void {
    this.piece = pieceAfter(this.piece, ride)
  }
}
