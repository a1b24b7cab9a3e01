/** How much of a photo goes up at once: what the link carries in a few seconds. */

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

/** Remembers from photo to photo what the link carries. */
export class Pace {
  piece = FIRST_BYTES

  learn(ride: Ride): void {
    this.piece = pieceAfter(this.piece, ride)
  }
}
