// The phone apps must open on a weak network: so much script at most, compressed. The reader of codes
// is loaded when the first scan is asked for, the list of who is due for a test when it is opened, and
// each counts by itself.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const BUDGET = { field: 110 * 1024, table: 110 * 1024, gate: 60 * 1024 }
const isLater = (name) => /^(scanner|DueRoom)-.*\.js$/.test(name)
const KB = (bytes) => `${(bytes / 1024).toFixed(1)} KB`
let over = false
for (const door of ['desk', 'field', 'table', 'gate']) {
  const folder = fileURLToPath(new URL(`../dist/${door}/assets/`, import.meta.url))
  const sizes = readdirSync(folder).map((name) => ({ name, bytes: gzipSync(readFileSync(folder + name)).length }))
  const sum = (chosen) => sizes.filter(({ name }) => chosen(name)).reduce((total, { bytes }) => total + bytes, 0)
  const script = sum((name) => name.endsWith('.js') && !isLater(name))
  const later = sum((name) => isLater(name) || name.endsWith('.wasm'))
  const budget = BUDGET[door]
  console.log(`${door}: script ${KB(script)}, style ${KB(sum((name) => name.endsWith('.css')))} (gzip)${later > 0 ? `, later ${KB(later)}` : ''}${budget ? `, budget ${KB(budget)}` : ''}`)
  if (budget !== undefined && script > budget) {
    over = true
    console.error(`${door} is over its budget`)
  }
}
process.exit(over ? 1 : 0)
