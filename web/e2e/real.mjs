// The real program on a store of its own, and a browser at its doors.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBrowser } from './browser.mjs'

export const binary = process.env.FANGXIAN_BIN ?? fileURLToPath(new URL('../../target/debug/fangxian', import.meta.url))
const START_MS = 60_000
/** How long a step may take: the machine may be building something else at the same time. */
export const PATIENCE_MS = 60_000

/** Ends the journey where the program is not built; where everything must run, that is a failure. */
export function needProgram(journey) {
  if (existsSync(binary)) return
  console.error(`SKIPPED: ${journey}: the program is not built (cargo build --workspace)`)
  process.exit(process.env.CI ? 1 : 0)
}

const freePort = () => new Promise((tell) => {
  const probe = createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => tell(port)) })
})

/** Starts the program on an empty store; `told` is what it has printed so far. */
export async function startProgram(...more) {
  const home = await mkdtemp(join(tmpdir(), 'fangxian-city-'))
  const url = `http://127.0.0.1:${await freePort()}`
  const printed = []
  let server, ended
  /** The program on the same store, at the same address. */
  const on = async () => {
    server = spawn(binary, ['serve', ...more, '--listen', url.slice(7), '--store', join(home, 'city.sqlite')], { stdio: ['ignore', 'pipe', 'ignore'] })
    server.stdout.on('data', (part) => printed.push(part))
    ended = new Promise((tell) => { server.on('exit', tell) })
    for (const since = Date.now(); ;) {
      if (await fetch(`${url}/readyz`).then((answer) => answer.ok, () => false)) break
      if (Date.now() - since > START_MS) { await stop(); throw new Error('the server did not start within 60 seconds') }
      await new Promise((wait) => setTimeout(wait, 200))
    }
  }
  const off = async () => {
    server.kill('SIGTERM')
    await Promise.race([ended, new Promise((wait) => setTimeout(wait, 15_000))])
    server.kill('SIGKILL')
  }
  const stop = async () => {
    await off()
    await rm(home, { recursive: true, force: true })
  }
  await on()
  /** A command of the program on the same store, as at the console of the machine. */
  const command = (...words) => execFileSync(binary, words.map((word) => (word === '{store}' ? join(home, 'city.sqlite') : word)), { encoding: 'utf8' })
  return { url, stop, on, off, home, command, told: () => Buffer.concat(printed).toString('utf8') }
}

/** The folder of a journey's pictures. */
export async function shotsFolder() {
  const folder = process.env.SHOTS ?? await mkdtemp(join(tmpdir(), 'fangxian-shots-'))
  await mkdir(folder, { recursive: true })
  return folder
}

export async function signIn(page, url, door, login, password) {
  await page.goto(`${url}/${door}/`)
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
}

/** What a person does at the desk; the console must stay quiet. */
export async function atDesk({ url, shots }, login, password, act, size = 'desk') {
  const browser = await openBrowser(size)
  browser.page.setDefaultTimeout(PATIENCE_MS)
  try {
    await signIn(browser.page, url, 'desk', login, password)
    await browser.page.waitForSelector('#content')
    await act(browser.page)
    assert.deepEqual(browser.problems, [], `the console of ${login} is quiet`)
  } catch (error) {
    await browser.page.screenshot({ path: join(shots, `fail-${login}.png`) }).catch(() => undefined)
    throw error
  } finally { await browser.close() }
}

export async function shoot(page, shots, name, fullPage = false) {
  await page.waitForTimeout(500)
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage })
}

/**
 * Presses a button that opens a sheet, and answers with the sheet's bytes. What a new page shows of a
 * PDF is not kept by the browser: the same is asked for once more.
 */
export async function openedSheet(page, name, ending, purpose) {
  const [answer] = await Promise.all([
    page.context().waitForEvent('response', (one) => one.url().endsWith(ending) && one.status() === 200),
    page.getByRole('button', { name, exact: true }).click(),
  ])
  const again = await page.context().request.get(answer.url(), { headers: { purpose } })
  if (!again.ok()) throw new Error(`${answer.url()}: ${again.status()}`)
  return again.body()
}
