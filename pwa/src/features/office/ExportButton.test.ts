import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { texts } from '@/core/texts'
import ExportButton from './ExportButton.vue'

declare global {
  interface Window {
    happyDOM: { setURL: (url: string) => void }
  }
}

enableAutoUnmount(afterEach)
let bureau: Server
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  bureau.close()
})

test('a long export says for how long it is written and how much has arrived', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const kept = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
  let reply: ServerResponse | undefined
  bureau = createServer((_asked, answering) => (reply = answering))
  await new Promise<void>((resolve) => bureau.listen(0, '127.0.0.1', resolve))
  window.happyDOM.setURL(`http://127.0.0.1:${(bureau.address() as AddressInfo).port}/`)
  const button = mount(ExportButton, {
    props: { path: '/export.xlsx', name: '走访记录' },
    global: { plugins: [texts] },
  })

  await button.find('button').trigger('click')
  await vi.waitUntil(() => reply)
  await vi.advanceTimersByTimeAsync(12_000)
  expect(button.text()).toBe('正在生成… 12 秒')

  reply?.writeHead(200, { 'Content-Length': 4 })
  reply?.write('ab')
  await vi.waitFor(() => expect(button.text()).toBe('正在下载 50%'))

  reply?.end('cd')
  await vi.waitFor(() => expect(button.text()).toBe('导出 Excel'))
  expect(kept).toHaveBeenCalledOnce()
})
