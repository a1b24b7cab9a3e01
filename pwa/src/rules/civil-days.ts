/** Civil days as YYYY-MM-DD and as numbers: a local Date would shift them. */
const DAY_MS = 86_400_000
const ISO_DAY = 10

export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

export function dayAfter(day: string): string {
  return dayOf(dayNumber(day) + 1)
}

export function dayBefore(day: string): string {
  return dayOf(dayNumber(day) - 1)
}

/** The order of texts by code units, which of days and of ids is that of the bureau. */
export function byText(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function dayOf(n: number): string {
  return new Date(n * DAY_MS).toISOString().slice(0, ISO_DAY)
}
