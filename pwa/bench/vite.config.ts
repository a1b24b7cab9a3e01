// The page of the peer benchmark: the shipped sync client, bundled for `make bench-peers` alone.
import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  publicDir: false,
  resolve: { alias: { '@': at('../src') } },
  build: {
    target: ['chrome87'],
    emptyOutDir: true,
    lib: { entry: at('./page.ts'), formats: ['es'], fileName: () => 'page.js' },
  },
})
