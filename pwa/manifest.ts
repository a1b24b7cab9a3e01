import type { ManifestOptions } from 'vite-plugin-pwa'

/** What a phone shows when the app is installed. */
export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: '上门办',
  short_name: '上门办',
  description: '环保上门服务：走访企业、现场记录，没有网络也能用',
  lang: 'zh-CN',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  theme_color: '#0a635c',
  background_color: '#f2f6f5',
  icons: [
    { src: '/icons/192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icons/512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icons/maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
}
