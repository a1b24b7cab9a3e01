/** Drawing QR codes; ours have only the letters of the alphanumeric mode. */

/** The border of light that every reader needs around a code, in modules (ISO/IEC 18004 §5.3.8). */
const QUIET = 4

export type Letters = 'alphanumeric' | 'byte'

/** The modules of a code at level M, dark ones true, with their quiet border. */
export async function modulesOf(
  text: string,
  encoding: Letters = 'alphanumeric',
): Promise<boolean[][]> {
  const { encodeQR } = await import('qr')
  return encodeQR(text, 'raw', { ecc: 'medium', encoding, border: QUIET })
}

/** The dark modules as the path of a drawing, one unit a module. */
export function outlineOf(modules: readonly (readonly boolean[])[]): string {
  return modules
    .flatMap((row, y) =>
      row.map((isDark, x) => (isDark ? `M${String(x)} ${String(y)}h1v1h-1z` : '')),
    )
    .join('')
}

/** The code as a picture with lines of words below it, black on white. */
export async function pictureOf(text: string, lines: readonly string[]): Promise<Blob | null> {
  const modules = await modulesOf(text)
  const scale = 12
  const side = modules.length * scale
  const canvas = document.createElement('canvas')
  canvas.width = side
  canvas.height = side + lines.length * LINE + (lines.length > 0 ? LINE / 2 : 0)
  const pen = canvas.getContext('2d')
  if (pen === null) return null
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = '#000000'
  for (const [y, row] of modules.entries())
    for (const [x, isDark] of row.entries())
      if (isDark) pen.fillRect(x * scale, y * scale, scale, scale)
  writeLines(pen, lines, side)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}

const LINE = 48

function writeLines(pen: CanvasRenderingContext2D, lines: readonly string[], side: number): void {
  pen.font = '32px sans-serif'
  pen.textAlign = 'center'
  pen.textBaseline = 'top'
  for (const [n, line] of lines.entries())
    pen.fillText(line, side / 2, side + n * LINE, side - LINE)
}
