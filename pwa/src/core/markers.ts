/** Small notes beside the database: when one of the two is gone, the browser deleted it. */

/** Null when there is none, or this browser keeps none. */
export function readMarker(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    // Forbidden by the person's settings: there is nothing to read.
    return null
  }
}

/** Returns whether the note is there now. */
export function writeMarker(name: string, text: string): boolean {
  try {
    localStorage.setItem(name, text)
  } catch {
    // Forbidden or full; whoever asked is told that nothing was kept.
    return false
  }
  return readMarker(name) === text
}

export function dropAllMarkers(): void {
  try {
    localStorage.clear()
  } catch {
    // Forbidden by the person's settings: there was nothing.
  }
}

export function dropMarker(name: string): void {
  try {
    localStorage.removeItem(name)
  } catch {
    // Forbidden by the person's settings: there was nothing.
  }
}
