import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const alias = { '@': fileURLToPath(new URL('./src', import.meta.url)) }

export default defineConfig({
  test: {
    silent: 'passed-only',
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/{core,rules,sync,sw}/**/*.test.ts'],
          setupFiles: ['src/core/vault/testing/setup.ts'],
        },
      },
      {
        plugins: [vue()],
        resolve: { alias },
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['src/{app,features,ui}/**/*.test.ts'],
          setupFiles: ['src/core/vault/testing/setup.ts'],
          server: { deps: { inline: ['vant'] } },
        },
      },
    ],
  },
})
