/** Packing what goes up by gzip, for the paths whose answers say that it is read there (RFC 7694). */

const CAN_PACK = typeof CompressionStream === 'function'
const readers = new Set<string>()

/** Believe what the latest answer of a path says: a bureau may be put back to an older version. */
export function noteReader(path: string, { headers }: Response): void {
  const accepted = headers.get('Accept-Encoding') ?? ''
  if (accepted.split(/\s*,\s*/).includes('gzip')) readers.add(path)
  else readers.delete(path)
}

export function readsPacked(path: string): boolean {
  return CAN_PACK && readers.has(path)
}

export function packed(text: string): Promise<Blob> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Response(stream).blob()
}
