const CITY_OFFSET_MS = 8 * 3600 * 1000

/** The civil day of the city at an instant, wherever this phone believes to be. */
export function cityDay(at: Date): string {
  return new Date(at.getTime() + CITY_OFFSET_MS).toISOString().slice(0, 'YYYY-MM-DD'.length)
}
