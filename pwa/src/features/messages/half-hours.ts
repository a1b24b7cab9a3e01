/** The times of the day to choose from, on a 24-hour clock whatever the browser is used to. */
const MINUTES_OF_DAY = 24 * 60
const STEP_MINUTES = 30

/** Every half hour as `HH:MM`, and `stands`, which another phone may have said to the minute. */
export function halfHours(stands: string): string[] {
  const count = MINUTES_OF_DAY / STEP_MINUTES
  const times = Array.from({ length: count }, (_, n) => timeOf(n * STEP_MINUTES))
  return [...new Set([...times, stands])].sort()
}

function timeOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
}
