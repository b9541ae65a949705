/** Tests import quantdome by its name, from the sources. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    alias: [
      { find: /^quantdome$/, replacement: new URL('./src/index.ts', import.meta.url).pathname },
      { find: /^quantdome\/system$/, replacement: new URL('./src/system/index.ts', import.meta.url).pathname },
      { find: /^quantdome\/machine$/, replacement: new URL('./src/machine/index.ts', import.meta.url).pathname },
    ],
  },
  // By default one core is left idle, which is half of a small machine.
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: '100%' },
})
