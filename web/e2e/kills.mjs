// The phone of a table is killed (must-hold R3): the browser's processes get -9 the moment a swab is
// shown as taken down, without a network. Whatever was shown is there when it is opened again.
// KILLS says how often; the bar of a long run is 1,000.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { people } from '../mock/sampling.mjs'
import { openBrowser } from './browser.mjs'
import { PATIENCE_MS, signIn } from './real.mjs'
import { rehearsed } from './stage.mjs'

const KILLS = Number(process.env.KILLS ?? 8)
const TUBE = 10
const VIEW = { viewport: { width: 360, height: 740 } }
const stage = await rehearsed()
const folder = await mkdtemp(join(tmpdir(), 'fangxian-phone-'))
const button = (page, name) => page.getByRole('button', { name, exact: true })
const counts = (page, n) => page.locator('.count b', { hasText: `${n}/${TUBE}` }).waitFor()

async function opened() {
  const browser = await openBrowser('phone', VIEW, [], folder)
  browser.page.setDefaultTimeout(PATIENCE_MS)
  return browser
}
/** Everything of this browser, whose folder nobody else's command line names. */
function killed() {
  let n = 0
  for (const id of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(folder)) continue
      process.kill(Number(id), 'SIGKILL')
      n += 1
    } catch { /* It went with another. */ }
  }
  assert.ok(n > 0, 'there was a browser to be killed')
}
async function openTube(page, n) {
  await page.getByRole('radio', { name: '10混1', exact: true }).click()
  await page.fill('input[name=tube]', stage.ten(n))
  await button(page, '开管').click()
  await counts(page, 0)
}
async function unlocked({ page, context }) {
  await context.setOffline(true)
  await page.goto(`${stage.url}/table/`)
  // Who worked here may be forgotten with a kill; what he took down is not.
  await page.fill('input[name=login]', stage.login)
  await page.fill('input[name=password]', stage.password)
  await page.click('button[type=submit]')
}
async function swab(page, n) {
  await button(page, '其他证件 · 无证').click()
  await page.getByRole('radio', { name: '没有证件', exact: true }).click()
  await page.fill('input[name=name]', `周无证${String.fromCodePoint(0x4e00 + n)}`)
  await button(page, '采样，加入本管').click()
}
async function seal(page, n) {
  await button(page, '封管').click()
  for (const digit of String(n)) await page.locator('.pad').getByRole('button', { name: digit, exact: true }).click()
  await page.locator('.full').getByRole('button', { name: '封管', exact: true }).click()
  await page.locator('.shout').getByRole('button', { name: '知道了', exact: true }).click()
  await page.locator('.shout').waitFor({ state: 'detached' })
}

let browser = await opened()
let lost = 0
try {
  await signIn(browser.page, stage.url, 'table', stage.login, stage.password)
  await button(browser.page, '带走名单').click()
  await browser.page.getByText(`名单 ${people.length} 人`).waitFor()
  await browser.page.waitForFunction(() => navigator.serviceWorker.ready.then((found) => found.active?.state === 'activated'))
  await browser.context.setOffline(true)
  await openTube(browser.page, 0)
  for (let n = 0; n < KILLS; n += 1) {
    await swab(browser.page, n)
    await counts(browser.page, n % TUBE + 1)
    killed()
    await browser.context.close().catch(() => undefined)
    browser = await opened()
    await unlocked(browser)
    await browser.page.getByText('继续本管').click()
    await browser.page.locator('.count b').waitFor()
    const seen = Number((await browser.page.locator('.count b').textContent()).split('/')[0])
    lost += n % TUBE + 1 - seen
    if (n % TUBE + 1 === TUBE) {
      await seal(browser.page, TUBE)
      await openTube(browser.page, (n + 1) / TUBE)
    }
  }
  assert.equal(lost, 0, 'what was shown as taken down is there after a kill')
  if (KILLS % TUBE > 0) await seal(browser.page, KILLS % TUBE)
  await browser.context.setOffline(false)
  await button(browser.page, '登录').click()
  await browser.page.fill('input[name=password]', stage.password)
  await browser.page.click('button[type=submit]')
  for (const since = Date.now(); await stage.arrived() < KILLS && Date.now() - since < PATIENCE_MS;) await browser.page.waitForTimeout(100)
  assert.equal(await stage.arrived(), KILLS, 'and everything arrives')
  console.log(`${KILLS} kills of the phone right after a swab was shown as taken down: ${lost} lost`)
} finally {
  await browser.context.close().catch(() => undefined)
  await stage.stop()
  await rm(folder, { recursive: true, force: true })
}
