import { readFileSync } from 'node:fs'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { beforeAll, describe, expect, test } from 'vitest'
import { modulesOf, outlineOf } from './qr-drawing'

/** As long as a receipt, with every letter of the alphanumeric mode in it. */
const RECEIPT = `DS1:${'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'.repeat(9).slice(0, 385)}`
/** What the camera asks for (camera.ts). */
const [WIDTH, HEIGHT] = [1280, 720]
/** A phone held 15 cm above paper sees about 19 cm of it from side to side. */
const PIXELS_PER_MM = WIDTH / 190
const PAPER = 216
const INK = 44

interface Shot {
  /** How wide the code is printed, in millimetres, its border of light included. */
  readonly mm: number
  readonly degrees: number
  /** How far the lens blurs, in pixels to each side. */
  readonly blur: number
  /** How much darker the far side of the paper is, between 0 and 1. */
  readonly shade: number
}

beforeAll(() => {
  const wasm = 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm'
  const bytes = readFileSync(wasm)
  prepareZXingModule({ overrides: { wasmBinary: bytes.buffer.slice(0, bytes.byteLength) } })
})

test('what an authenticator reads is read as it was written', async () => {
  const issuer = encodeURIComponent('上门办')
  const uri = `otpauth://totp/${issuer}:he?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=${issuer}`
  const shot = { mm: 40, degrees: 4, blur: 0, shade: 0.2 }

  expect(await read(photographed(await modulesOf(uri, 'byte'), shot))).toBe(uri)
})

describe('a receipt printed on paper', () => {
  test.each<Shot>([
    { mm: 40, degrees: 0, blur: 0, shade: 0 },
    { mm: 40, degrees: 4, blur: 1, shade: 0.2 },
    { mm: 40, degrees: -11, blur: 1, shade: 0.4 },
    { mm: 40, degrees: 92, blur: 1, shade: 0.2 },
    { mm: 48, degrees: 7, blur: 2, shade: 0.5 },
  ])('of $mm mm is read, turned by $degrees° and blurred by $blur pixels', async (shot) => {
    expect(await read(photographed(await modulesOf(RECEIPT), shot))).toBe(RECEIPT)
  })

  test('far too small is not read as something else', async () => {
    const shot = { mm: 9, degrees: 4, blur: 1, shade: 0.2 }

    expect(await read(photographed(await modulesOf(RECEIPT), shot))).toBeNull()
  })
})

test('the drawing has every dark module once, inside a border of four light ones', async () => {
  const modules = await modulesOf('DS1:A')
  const dark = modules.flat().filter(Boolean).length

  expect(outlineOf(modules).match(/M\d+ \d+h1v1h-1z/g)).toHaveLength(dark)
  expect(modules.slice(0, 4).flat().some(Boolean)).toBe(false)
  expect(modules.every((row) => !row.slice(-4).some(Boolean))).toBe(true)
})

test('letters outside the alphanumeric mode are refused, so that nothing grows unseen', async () => {
  await expect(modulesOf('ds1:a')).rejects.toThrow()
})

async function read(seen: ImageData): Promise<string | null> {
  const [code] = await readBarcodes(seen, { formats: ['QRCode'], maxNumberOfSymbols: 1 })
  return code?.isValid ? code.text : null
}

/** What the camera sees of the printed code in the middle of white paper. */
function photographed(modules: boolean[][], shot: Shot): ImageData {
  const sharp = new Float32Array(WIDTH * HEIGHT)
  for (let y = 0; y < HEIGHT; y += 1)
    for (let x = 0; x < WIDTH; x += 1)
      sharp[y * WIDTH + x] = lightAt(modules, shot, [x, y]) * (1 - (shot.shade * x) / WIDTH)
  return asImage(blurred(sharp, shot.blur))
}

/** The light of one pixel: the mean of nine points in it, as a sensor gathers it. */
function lightAt(modules: boolean[][], { mm, degrees }: Shot, [x, y]: [number, number]): number {
  const turn = (degrees * Math.PI) / 180
  const scale = modules.length / (mm * PIXELS_PER_MM)
  let light = 0
  for (const dx of [-1 / 3, 0, 1 / 3])
    for (const dy of [-1 / 3, 0, 1 / 3]) {
      const [fromX, fromY] = [x + dx - WIDTH / 2, y + dy - HEIGHT / 2]
      const column = (fromX * Math.cos(turn) + fromY * Math.sin(turn)) * scale + modules.length / 2
      const row = (fromY * Math.cos(turn) - fromX * Math.sin(turn)) * scale + modules.length / 2
      light += modules[Math.floor(row)]?.[Math.floor(column)] === true ? INK : PAPER
    }
  return light / 9
}

/** A box blur in both directions. */
function blurred(light: Float32Array, reach: number): Float32Array {
  return spread(spread(light, reach, 1), reach, WIDTH)
}

function spread(light: Float32Array, reach: number, step: number): Float32Array {
  return light.map((_, at) => {
    let sum = 0
    for (let near = -reach; near <= reach; near += 1) sum += light[at + near * step] ?? PAPER
    return sum / (2 * reach + 1)
  })
}

function asImage(light: Float32Array): ImageData {
  const data = new Uint8ClampedArray(light.length * 4)
  light.forEach((value, at) => {
    data.set([value, value, value, 255], at * 4)
  })
  return { data, width: WIDTH, height: HEIGHT, colorSpace: 'srgb' }
}
