/** Commands of this phone that must be taken in before another one. */
import { isWaiting, type Entry } from '@/sync/entry'

/** The first commands that wait about each of these: what made them goes before. */
export function waitingAbout(
  entities: readonly (string | null | undefined)[],
  entries: readonly Entry[],
): string[] {
  const made = entities.flatMap((entity) => {
    const found = entries.find(
      (one) => isWaiting(one) && (one.entity === entity || hasPreviewOf(one, entity)),
    )
    return found ? [found.id] : []
  })
  return [...new Set(made)]
}

function hasPreviewOf({ previews }: Entry, id: string | null | undefined): boolean {
  return previews.some((preview) => preview.id === id)
}
