/** How large a photo is kept: readable evidence, small enough for a weak network. */
export interface Size {
  readonly width: number
  readonly height: number
}

const LONGEST_SIDE = 1600
/** What a cheap phone can hold in memory while it decodes. */
export const MOST_PIXELS = 50_000_000
export const MOST_BYTES = 8 * 1024 * 1024

/** The size at which a photo is kept; a small one is never enlarged. */
export function keptSize({ width, height }: Size): Size {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height))
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
}

export function isBomb({ width, height }: Size): boolean {
  return width * height > MOST_PIXELS
}
