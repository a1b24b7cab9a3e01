/** The words burnt into a photo: time, place, person. */
import { clockTime } from '@/core/moments'

export interface Watermark {
  /** When it was taken. */
  readonly at: Date
  /** The lines that say where: 企业名称 · 镇街, and the position where it is known. */
  readonly place: readonly string[]
  readonly person: string
  /** A word that says that the picture is older than the visit: 相册照片. */
  readonly origin: string
}

/** Time, place and person, each on lines of its own; the date is always written the Chinese way. */
export function watermarkLines({ at, place, person, origin }: Watermark): string[] {
  const date = `${at.getFullYear()}年${at.getMonth() + 1}月${at.getDate()}日 ${clockTime(at)}`
  const time = origin === '' ? date : `${date} · ${origin}`
  return [time, ...place, person].filter((line) => line !== '')
}

/** Break lines that are wider than the strip; Chinese breaks between any two characters. */
export function wrapped(
  lines: readonly string[],
  width: number,
  measure: (text: string) => number,
): string[] {
  return lines.flatMap((line) => broken(line, width, measure))
}

function broken(line: string, width: number, measure: (text: string) => number): string[] {
  const rows: string[] = []
  let row = ''
  for (const character of line) {
    if (row !== '' && measure(row + character) > width) {
      rows.push(row)
      row = ''
    }
    row += character
  }
  return [...rows, row]
}

const SMALLEST_PX = 12
const PART_OF_WIDTH = 34

/** Letters large enough to be read when the photo fills a phone. */
export function letterHeight(photoWidth: number): number {
  return Math.max(SMALLEST_PX, Math.round(photoWidth / PART_OF_WIDTH))
}
