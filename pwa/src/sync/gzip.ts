/** Unpacking chunks of the first form by the browser: stores keep some, and so do old bureaus. */

/** Old browsers cannot; they get pages instead of snapshots. */
export const CAN_INFLATE = typeof DecompressionStream === 'function'

/** Whether bytes begin as a gzip file does; JSON never does. */
export function isZipped(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** The text within gzip bytes; throws when they are none. */
export async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).text()
}
