import { requestBytes, type Answer, type Coming } from './http'

/** Fetch a file from the bureau and hand it to the browser's downloads under `name`. */
export async function saveFile(path: string, name: string, coming?: Coming): Promise<Answer<Blob>> {
  const answer = await requestBytes(path, coming)
  if (!answer.ok) return answer

  handToDownloads(answer.value, name)
  return answer
}

/** Hand bytes that are here to the browser's downloads under `name`. */
export function handToDownloads(bytes: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(bytes)
  link.download = name
  link.click()
  // The browser has taken the bytes by the time the next task runs.
  setTimeout(() => URL.revokeObjectURL(link.href), 0)
}

/** `?a=1&b=2` of what is said; nothing for what is left open. */
export function queryOf(wanted: Readonly<Record<string, string | null>>): string {
  const said = Object.entries(wanted).flatMap(([key, value]) => (value ? [[key, value]] : []))
  const text = new URLSearchParams(said).toString()
  return text === '' ? '' : `?${text}`
}
