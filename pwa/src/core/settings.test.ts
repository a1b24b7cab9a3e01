import 'fake-indexeddb/auto'
import { beforeEach, expect, test, vi } from 'vitest'
import { keep } from '@/core/device-store'
import { changeSettings, restoreSettings, settings } from '@/core/settings'

const page = { dataset: {} as Record<string, string>, lang: '' }

beforeEach(() => {
  vi.stubGlobal('document', { documentElement: page })
})

test('settings are on the page at once and come back after a reload', async () => {
  await changeSettings({ textSize: 'largest', theme: 'outdoor', locale: 'zh-TW' })
  expect(page).toEqual({ dataset: { textSize: 'largest', theme: 'outdoor' }, lang: 'zh-TW' })

  await restoreSettings()
  expect(settings).toEqual({ textSize: 'largest', theme: 'outdoor', locale: 'zh-TW' })
})

test('what is unknown in kept settings falls back to the standard', async () => {
  await keep('settings', { textSize: 'gigantic', theme: 'outdoor' })

  await restoreSettings()

  expect(settings).toEqual({ textSize: 'standard', theme: 'outdoor', locale: 'zh-CN' })
})
