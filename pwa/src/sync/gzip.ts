/** Unpacking chunks by the browser. */

/** Old browsers cannot; they get pages instead of snapshots. */
export const CAN_INFLATE = typeof DecompressionStream === 'function'

/** The text within gzip bytes; throws when they are none. */
export async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).text()
}
