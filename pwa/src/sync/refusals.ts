/** Which refusals will be the same tomorrow, and which ask for patience. */

const PASSING = new Set([401, 408, 409, 425, 429])
const [CLIENT_FAULT, BUREAU_FAULT] = [400, 500]

/** The bureau will say the same again about this request. */
export function isForGood(status: number): boolean {
  return status >= CLIENT_FAULT && status < BUREAU_FAULT && !PASSING.has(status)
}
