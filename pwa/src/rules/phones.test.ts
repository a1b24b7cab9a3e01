import { describe, expect, test } from 'vitest'
import { dialled } from './phones'

describe('a telephone number', () => {
  test.each([
    ['13800138000', '13800138000'],
    ['138 0013 8000', '13800138000'],
    ['+86 13800138000', '13800138000'],
    ['0769-22831234', '076922831234'],
    ['（0769）22831234转801', '076922831234'],
    ['22831234', '22831234'],
    ['400-830-1234', '4008301234'],
    ['１３８００１３８０００', '13800138000'],
    ['0769-22831234、13800138000', '076922831234'],
  ])('%s can be called', (written, number) => {
    expect(dialled(written)).toBe(number)
  })

  test.each(['', '12345', 'abc', '1380013800', '138001380001', '13800138000、无', '厂长电话'])(
    '%o cannot',
    (written) => {
      expect(dialled(written)).toBeNull()
    },
  )
})
