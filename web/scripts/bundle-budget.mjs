// The phone apps must open on a weak network: so much script at most, compressed, counted from the page
// along what each script imports. What is loaded once a room is opened, or the first scan is asked for,
// counts by itself.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const BUDGET = { field: 110 * 1024, table: 110 * 1024, gate: 60 * 1024 }
/** The scripts without which the app does not open. */
function firstOf(door) {
  const at = (name) => fileURLToPath(new URL(`../dist/${door}/${name}`, import.meta.url))
  const found = new Set()
  const waiting = [...readFileSync(at('index.html'), 'utf8').matchAll(/assets\/([\w.-]+\.js)/g)].map(([, name]) => name)
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue
    found.add(name)
    const script = readFileSync(at(`assets/${name}`), 'utf8')
    waiting.push(...[...script.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)].map(([, next]) => next))
  }
  return found
}
const KB = (bytes) => `${(bytes / 1024).toFixed(1)} KB`
let over = false
for (const door of ['desk', 'field', 'table', 'gate']) {
  const folder = fileURLToPath(new URL(`../dist/${door}/assets/`, import.meta.url))
  const sizes = readdirSync(folder).map((name) => ({ name, bytes: gzipSync(readFileSync(folder + name)).length }))
  const sum = (chosen) => sizes.filter(({ name }) => chosen(name)).reduce((total, { bytes }) => total + bytes, 0)
  const first = firstOf(door)
  const script = sum((name) => first.has(name))
  const later = sum((name) => (name.endsWith('.js') && !first.has(name)) || name.endsWith('.wasm'))
  const budget = BUDGET[door]
  console.log(`${door}: script ${KB(script)}, style ${KB(sum((name) => name.endsWith('.css')))} (gzip)${later > 0 ? `, later ${KB(later)}` : ''}${budget ? `, budget ${KB(budget)}` : ''}`)
  if (budget !== undefined && script > budget) {
    over = true
    console.error(`${door} is over its budget`)
  }
}
process.exit(over ? 1 : 0)
