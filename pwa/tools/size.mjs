// Weighs what a phone loads before the first page shows, and fails above the budget.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = 130
const page = readFileSync(new URL('../dist/index.html', import.meta.url), 'utf8')
const names = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
  ([, name]) => name,
)

let total = 0
for (const name of names) {
  const weight = gzipSync(readFileSync(new URL(`../dist/${name}`, import.meta.url)), {
    level: 9,
  }).length
  total += weight
  process.stdout.write(`${(weight / 1000).toFixed(1).padStart(7)} KB  ${name}\n`)
}

process.stdout.write(
  `${(total / 1000).toFixed(1).padStart(7)} KB  entry, gzip (budget ${BUDGET_KB} KB)\n`,
)
if (names.length === 0 || total > BUDGET_KB * 1000) process.exit(1)
