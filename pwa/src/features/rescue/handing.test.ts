import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { share } from '@/core/handing'
import { rescueName } from './naming'

const file = new File(['x'], '上门办-救援.dsr')
let downloads: string[] = []

beforeEach(() => {
  downloads = []
  document.addEventListener('click', remember, { capture: true })
})

afterEach(() => {
  document.removeEventListener('click', remember, { capture: true })
  vi.unstubAllGlobals()
})

function remember(event: Event): void {
  if (event.target instanceof HTMLAnchorElement) downloads.push(event.target.download)
}

/** A browser whose share sheet ends like this. */
function withShareSheet(end: () => Promise<void>): void {
  vi.stubGlobal('navigator', { canShare: () => true, share: end })
}

function refusal(name: string): () => Promise<void> {
  return () => Promise.reject(new DOMException('', name))
}

describe('a rescue file', () => {
  test('goes to the share sheet where there is one', async () => {
    withShareSheet(() => Promise.resolve())

    expect(await share(file)).toBe('shared')
  })

  test('is not saved behind the back of somebody who closed the share sheet', async () => {
    withShareSheet(refusal('AbortError'))

    expect(await share(file)).toBe('cancelled')
  })

  test('goes to the downloads where the share sheet does not take it', async () => {
    withShareSheet(refusal('NotAllowedError'))

    expect(await share(file)).toBe('saved')
  })

  test('goes to the downloads where there is no share sheet', async () => {
    vi.stubGlobal('navigator', {})

    expect(await share(file)).toBe('saved')
  })

  test('is named for the person and the minute, without signs that no file may hold', () => {
    expect(rescueName('陈 志/远', new Date(2026, 10, 3, 9, 5))).toBe(
      '上门办-救援-陈志远-20261103-0905.dsr',
    )
  })
})
