import { describe, expect, test } from 'vitest'
import { isBomb, keptSize } from './fitting'
import { readHead } from './image-head'

function bytes(...parts: (string | number[])[]): Uint8Array {
  const all = parts.flatMap((part) =>
    typeof part === 'string' ? Array.from(part, (c) => c.charCodeAt(0)) : part,
  )
  return Uint8Array.from([...all, ...new Array<number>(40).fill(0)])
}

const jpeg = bytes(
  [0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4],
  [0xff, 0xc2, 0, 17, 8, 0x0b, 0xd0, 0x0f, 0xc0],
)
const png = bytes(
  [0x89],
  'PNG\r\n',
  [0x1a, 0x0a, 0, 0, 0, 13],
  'IHDR',
  [0, 0, 0xc3, 0x50],
  [...[0, 0, 0xc3, 0x50]],
)
const webp = bytes(
  'RIFF',
  [0, 0, 0, 0],
  'WEBPVP8X',
  [10, 0, 0, 0, 0, 0, 0, 0],
  [...[0x3f, 0x06, 0, 0xaf, 0x04, 0]],
)
const heic = bytes([0, 0, 0, 24], 'ftypheic', [0, 0, 0, 0], 'mif1', [0, 0, 0, 20], 'ispe', [
  ...[0, 0, 0, 0, 0, 0, 0x0f, 0xc0, 0, 0, 0x0b, 0xd0],
])

describe('the head of a file', () => {
  test.each([
    ['jpeg', jpeg, 4032, 3024],
    ['png', png, 50_000, 50_000],
    ['webp', webp, 1600, 1200],
    ['heif', heic, 4032, 3024],
  ] as const)('of a %s gives its kind and size', (kind, file, width, height) => {
    expect(readHead(file)).toEqual({ kind, width, height })
  })

  test('of a text that is called a photo gives nothing', () => {
    expect(readHead(bytes('this is a letter and no picture'))).toBeNull()
    expect(readHead(new Uint8Array())).toBeNull()
  })

  test('of a JPEG cut off in its first segments is a picture without a size', () => {
    expect(readHead(bytes([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff]))).toMatchObject({ width: 0 })
  })
})

describe('the size of a photo', () => {
  test('is brought down to 1600 on its longer side', () => {
    expect(keptSize({ width: 3024, height: 4032 })).toEqual({ width: 1200, height: 1600 })
  })

  test('is never enlarged', () => {
    expect(keptSize({ width: 640, height: 480 })).toEqual({ width: 640, height: 480 })
  })

  test('counts as a bomb above fifty million pixels', () => {
    expect(isBomb({ width: 50_000, height: 50_000 })).toBe(true)
    expect(isBomb({ width: 8000, height: 6000 })).toBe(false)
  })
})
