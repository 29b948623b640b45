// Every journey, three at a time: most of a journey is waiting for a page. What one says is shown when
// it is over, in one piece; all are run even where one fails.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const AT_ONCE = 3
/** The longest first, so that none of them is left over at the end. */
const JOURNEYS = [
  'table', 'kills', 'testing', 'antigen', 'frequency', 'printed', 'rounds', 'ledgers', 'charges', 'lab', 'results', 'sites', 'roster',
  'codes_page', 'gate', 'cases', 'follow', 'told', 'down', 'filings', 'venues', 'arrivals', 'lodging', 'verifications', 'isolation', 'journeys', 'merges', 'names', 'reports', 'city', 'run',
]

function walk(name) {
  const began = Date.now()
  const told = []
  const journey = spawn(process.execPath, [fileURLToPath(new URL(`${name}.mjs`, import.meta.url))], { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [journey.stdout, journey.stderr]) stream.on('data', (part) => told.push(part))
  return new Promise((tell) => journey.on('close', (code) => {
    process.stdout.write(`-- ${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - began) / 1000)} s\n${Buffer.concat(told)}`)
    tell(code === 0)
  }))
}

const waiting = [...JOURNEYS]
const failed = []
async function walker() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) if (!await walk(name)) failed.push(name)
}
await Promise.all(Array.from({ length: AT_ONCE }, walker))
if (failed.length > 0) { console.error(`${failed.length} of ${JOURNEYS.length} journeys failed: ${failed.join(', ')}`); process.exit(1) }
