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

/**
 * Within the page and in one go. A Blob or a Response hands the bytes on from task to task, and the
 * request would wait for all that comes between.
 */
export async function packed(text: string): Promise<Blob> {
  const { writable, readable } = new CompressionStream('gzip')
  const writer = writable.getWriter()
  const written = writer.write(new TextEncoder().encode(text)).then(() => writer.close())
  const [pieces] = await Promise.all([readAll(readable), written])
  return new Blob(pieces)
}

async function readAll<T>(stream: ReadableStream<T>): Promise<T[]> {
  const pieces: T[] = []
  const reader = stream.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read())
    pieces.push(next.value)
  return pieces
}
