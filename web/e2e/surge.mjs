// A rush hour of codes (must hold R13), for `make bars`: so many pages ask for a fresh code for so long,
// then as many as the sender can send, and then it is over. Meanwhile the community enters people, somebody
// asks for the page of results and the desk reads its board: none of that may fail. Many pages hold one person's
// ticket: what is asked here is how the server bears them, not who they are.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { session } from './office.mjs'
import { needProgram, startProgram } from './real.mjs'

needProgram('surge')
try { execFileSync('wrk', ['--version'], { stdio: 'ignore' }) } catch (error) {
  if (error.code === 'ENOENT') { console.error('SKIPPED: surge: wrk is not installed'); process.exit(process.env.CI ? 1 : 0) }
}
const SECONDS = Number(process.env.FANGXIAN_SURGE_S ?? 900)
const PER_S = 12_000
/** Each page asks again after so many milliseconds, on the average. */
const AGAIN_MS = 200
const PAGES = PER_S * AGAIN_MS / 1_000
const STEP_S = 60
const PASSWORD = 'yanlian-demo-2022'
const PASSPORT = 'C01X00T47'
const COMMUNITY = '140110003001'
const PERSON = { name: 'Anna Maria Müller', document_kind: 'passport', document: PASSPORT, phone: '10000000071', born: '1988-01-01', relation: 'head', stay: 'temporary', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room: '302' }
const own = await mkdtemp(join(tmpdir(), 'fangxian-surge-'))
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')

/** As a form of the page itself sends it. */
const sent = (method, path, fields) => new Promise((tell, fail) => {
  const began = performance.now()
  const body = fields === undefined ? '' : new URLSearchParams(fields).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin', 'content-length': body.length }
  const asked = request(`${url}${path}`, { method, headers }, (answer) => {
    const parts = []
    answer.on('data', (part) => parts.push(part)).on('end', () => tell({ status: answer.statusCode, ms: performance.now() - began, text: Buffer.concat(parts).toString('utf8') }))
  })
  asked.on('error', fail).end(body)
})

async function aTicket(registrar) {
  const person_id = randomUUID()
  await registrar('POST', '/people', 'register', { person_id, fact_id: randomUUID(), community: COMMUNITY, found: false, person: PERSON })
  const signed = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'x-fangxian': '1', 'content-type': 'application/json', purpose: 'own_data' }, body: JSON.stringify({ login: 'shequ', password: PASSWORD }) })
  const cookie = signed.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  const card = await fetch(`${url}/api/v1/people/${person_id}/card/pdf`, { headers: { cookie, purpose: 'result_notice' } })
  const file = join(own, 'card.pdf')
  await writeFile(file, Buffer.from(await card.arrayBuffer()))
  const [secret] = /([0-9A-HJKMNP-TV-Z]{5}) ?([0-9A-HJKMNP-TV-Z]{5})/.exec(execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }))
  const who = { kind: 'passport', number: PASSPORT, name: 'MULLER ANNA MARIA', secret }
  const page = await sent('POST', '/code', who)
  const [, pass] = /name="pass" value="([^"]+)"/.exec(page.text)
  const shown = await sent('POST', '/code/show', { pass, who: '0' })
  return /data-ticket="([^"]+)"/.exec(shown.text)[1]
}

/** wrk's own report of so many seconds. */
async function rush(ticket, seconds, pages, again) {
  const script = join(own, 'surge.lua')
  await writeFile(script, `wrk.headers["Authorization"] = "Show ${ticket}"\n${again === 0 ? '' : `function delay() return math.random(0, ${2 * again}) end\n`}`)
  const wrk = spawn('wrk', ['-t1', `-c${pages}`, `-d${seconds}s`, '--latency', '--timeout', '10s', '-s', script, `${url}/code/now`])
  const told = []
  wrk.stdout.on('data', (part) => told.push(part))
  await new Promise((tell) => { wrk.on('exit', tell) })
  const text = Buffer.concat(told).toString('utf8')
  const found = (pattern) => pattern.exec(text)?.[1] ?? '0'
  return { per_s: Number(found(/Requests\/sec:\s+([\d.]+)/)), p99: found(/99%\s+(\S+)/), refused: Number(found(/Non-2xx or 3xx responses: (\d+)/)), n: Number(found(/(\d+) requests in/)), errors: found(/Socket errors: (.*)/) }
}

/** What must not fail meanwhile, each second; until it is told that it is over. */
function meanwhile(registrar) {
  const seen = { n: 0, failed: [], times: [] }
  let isOver = false
  const one = async (name, act) => {
    const began = performance.now()
    try { await act() } catch (error) { seen.failed.push(`${name}: ${error.message}`) }
    seen.times.push(performance.now() - began)
    seen.n += 1
  }
  const running = (async () => {
    while (!isOver) {
      await one('board', () => registrar('GET', '/board', 'order_work'))
      const person = { ...PERSON, name: 'Jean Dupont', document: `S${String(1_000_000 + seen.n)}`, phone: '', relation: 'other' }
      await one('register', () => registrar('POST', '/people', 'register', { person_id: randomUUID(), fact_id: randomUUID(), community: COMMUNITY, found: false, person }))
      await one('results', async () => { const answer = await sent('GET', '/results'); assert.equal(answer.status, 200) })
      await new Promise((wait) => setTimeout(wait, 1_000))
    }
  })()
  return { seen, end: async () => { isOver = true; await running } }
}

const part = (times, of) => times.toSorted((a, b) => a - b)[Math.floor(times.length * of)] ?? 0
try {
  const registrar = await session(url, 'shequ', PASSWORD)
  const ticket = await aTicket(registrar)
  const beside = meanwhile(registrar)
  const steady = await rush(ticket, SECONDS, PAGES, AGAIN_MS)
  const step = await rush(ticket, STEP_S, PAGES, 0)
  const over = performance.now()
  let back
  for (let quick = 0; quick < 20;) {
    const answer = await sent('GET', '/results')
    quick = answer.status === 200 && answer.ms < 500 ? quick + 1 : 0
    back = (performance.now() - over) / 1_000
  }
  await beside.end()
  const { seen } = beside
  console.log(JSON.stringify({ seconds: SECONDS, steady, step, recovered_s: Number(back.toFixed(2)), beside: { n: seen.n, failed: seen.failed.length, p50_ms: Math.round(part(seen.times, 0.5)), p99_ms: Math.round(part(seen.times, 0.99)) } }))
  assert.deepEqual(seen.failed, [], 'nothing beside fails')
  // They come in clusters, as people do: one in a thousand may be told to come back in a second.
  assert.ok(steady.refused * 1_000 < steady.n, 'whoever comes at the usual rate is answered')
  assert.ok(back < 60, 'it recovers within a minute')
} finally {
  await stop()
  await rm(own, { recursive: true, force: true })
}
