import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { manifest } from './manifest.ts'

const BUREAU = 'http://127.0.0.1:8000'
const SOURCES = fileURLToPath(new URL('./src', import.meta.url))
const ICONS = fileURLToPath(new URL('./src/ui/kit-icons.css', import.meta.url))

export default defineConfig({
  plugins: [
    vue(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      injectRegister: false,
      registerType: 'prompt',
      manifest,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,png,svg,wasm,webmanifest}'],
        // The desk's charts weigh as much as the app, and only somebody at a desk fetches them.
        globIgnores: ['**/DeskChart-*.js'],
        maximumFileSizeToCacheInBytes: 4_000_000,
      },
    }),
  ],
  resolve: {
    alias: [
      { find: '@', replacement: SOURCES },
      // Vant inlines a 30 KB icon font into every first load; the few signs its own parts
      // draw are served as outlines instead.
      { find: /^.*\/icon\/index\.css$/, replacement: ICONS },
    ],
  },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    target: ['chrome87', 'safari14'],
    assetsInlineLimit: 2048,
    rolldownOptions: {
      output: {
        // In one piece they weigh less, and phones keep it from version to version. What is ours
        // stays in parts: each page would else come anew with every change of any of them.
        codeSplitting: {
          groups: [{ name: 'libraries', test: /node_modules/, tags: ['$initial'] }],
        },
      },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/api': BUREAU } },
  preview: { host: '127.0.0.1', proxy: { '/api': BUREAU } },
})
