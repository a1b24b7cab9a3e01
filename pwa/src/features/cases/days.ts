const DAY_MS = 86_400_000
const CITY_OFFSET_MS = 8 * 3_600_000

/** The civil day of the city at a moment, some days later. */
export function cityDay(at: Date, days = 0): string {
  return new Date(at.getTime() + CITY_OFFSET_MS + days * DAY_MS).toISOString().slice(0, 10)
}
