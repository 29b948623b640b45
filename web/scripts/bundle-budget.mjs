// The field app must open on a weak network: at most 100 KB of script, compressed.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const BUDGET = { field: 100 * 1024 }
const KB = (bytes) => `${(bytes / 1024).toFixed(1)} KB`
let over = false
for (const door of ['desk', 'field']) {
  const folder = fileURLToPath(new URL(`../dist/${door}/assets/`, import.meta.url))
  const sizes = readdirSync(folder).map((name) => ({ name, bytes: gzipSync(readFileSync(folder + name)).length }))
  const sum = (ending) => sizes.filter(({ name }) => name.endsWith(ending)).reduce((total, { bytes }) => total + bytes, 0)
  const budget = BUDGET[door]
  console.log(`${door}: script ${KB(sum('.js'))}, style ${KB(sum('.css'))} (gzip)${budget ? `, budget ${KB(budget)}` : ''}`)
  over ||= budget !== undefined && sum('.js') > budget
}
if (over) {
  console.error('the field app is over its budget')
  process.exit(1)
}
