// A sampling table in a real browser whose network is cut: the list taken along, two tubes filled
// in every way there is, everything that goes wrong said at once, the page killed and opened again,
// everything sent and, after the store was put back, sent again. Takes pictures into SHOTS.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { idNumber, people } from '../mock/sampling.mjs'
import { openBrowser } from './browser.mjs'
import { drawCode, filmCode } from './codes.mjs'
import { PATIENCE_MS, shoot as shootInto, shotsFolder, signIn } from './real.mjs'
import { stages } from './stage.mjs'

const shots = await shotsFolder()
const PASSPORT = 'EX7654321'
let stage
const shoot = (page, name) => shootInto(page, shots, `table-${stage.isReal ? 'real-' : ''}${name}`)
const masked = (initials) => stage.masked(initials)
/** Names are masked, so that a household may be called alike: the end of the number tells them apart. */
const cardOf = (initials, what) => new RegExp(`尾号${stage.number(initials).slice(-4)} ${what}`)

const button = (page, name) => page.getByRole('button', { name, exact: true })
const counts = (page, text) => page.locator('.count b', { hasText: text }).waitFor()
/** Reads what is shouted and taps it away. */
async function shouted(page, title, tap = '知道了', name = null) {
  await page.locator('.shout h2', { hasText: title }).waitFor()
  if (name) await shoot(page, name)
  await page.locator('.shout').getByRole('button', { name: tap, exact: true }).click()
  await page.locator('.shout').waitFor({ state: 'detached' })
}
async function press(page, digits) { for (const digit of digits) await page.locator('.pad').getByRole('button', { name: digit, exact: true }).click() }
async function still(page, text, format) {
  await page.locator('input[name=still]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: await drawCode(text, format) })
}
async function openTyped(page, code, kind) {
  await page.getByRole('radio', { name: kind, exact: true }).click()
  await page.fill('input[name=tube]', code)
  await button(page, '开管').click()
}

async function takeAlong({ page, context }) {
  await signIn(page, stage.url, 'table', stage.login, stage.password)
  await page.getByText(stage.round).first().waitFor()
  await shoot(page, 'take')
  await button(page, '带走名单').click()
  await page.getByText(`名单 ${people.length} 人`).waitFor()
  await page.waitForFunction(() => navigator.serviceWorker.ready.then((found) => found.active?.state === 'activated'))
  await shoot(page, 'home')
  await context.setOffline(true)
}

async function tubesAreRefused(page) {
  const good = stage.ten(7)
  await openTyped(page, good.slice(0, 11) + good[12] + good[11] + good[13], '10混1')
  await shouted(page, '管码不对', '知道了', 'wrong-code')
  await openTyped(page, '1401', '10混1')
  await shouted(page, '这不是采样管的条码')
  await openTyped(page, stage.five(1), '10混1')
  await shouted(page, '管型不对：这根是5混1')
}

async function theFirstTube(page) {
  await openTyped(page, stage.ten(12), '10混1')
  await counts(page, '0/10')
  await button(page, '门牌 · 整户').click()
  await page.getByRole('button', { name: /5号楼1单元/ }).click()
  await page.getByRole('button', { name: /^101/ }).click()
  await shoot(page, 'door')
  await button(page, '整户 3 人加入').click()
  await counts(page, '3/10')
  await scansACard(page)
  await byNumber(page)
  await strangers(page)
  await button(page, '查找').click()
  await page.fill('input[name=find]', 'lg')
  await shoot(page, 'find')
  await page.getByRole('button', { name: cardOf('lgq', '采样，加入本管') }).click()
  await page.locator('.full .added', { hasText: await masked('lgq') }).waitFor()
  await button(page, '关闭').click()
  await counts(page, '8/10')
  await isFilled(page)
}
async function scansACard(page) {
  const card = `FX1:${await stage.idOf('lgl')}`
  for (const [text, seen] of [[card, null], [card, '此人已在本管'], ['12345', '这不是个人码']]) {
    await button(page, '扫个人码').click()
    await page.getByText('打不开相机').waitFor()
    if (text === card && seen === null) await shoot(page, 'scan')
    await still(page, text, 'QRCode')
    if (seen) await shouted(page, seen)
    await counts(page, '4/10')
  }
}
async function byNumber(page) {
  await button(page, '身份证号').click()
  const number = stage.number('zl')
  await press(page, `${number.slice(0, 16)}${number[16] === '1' ? '2' : '1'}${number[17]}`)
  await shouted(page, '身份证号不对', '知道了', 'wrong-number')
  for (let n = 0; n < 18; n += 1) await button(page, '退格').click()
  await press(page, number)
  await button(page, '采样，加入本管').waitFor()
  await shoot(page, 'number')
  await button(page, '采样，加入本管').click()
  await page.locator('.full .added', { hasText: await masked('zl') }).waitFor()
  await press(page, idNumber('19900101', 777))
  await page.getByText('名单上没有此人').waitFor()
  await button(page, '关闭').click()
  await counts(page, '5/10')
}
async function stranger(page, kind, number, name) {
  await button(page, '其他证件 · 无证').click()
  await page.getByRole('radio', { name: kind, exact: true }).click()
  if (number) await page.fill('input[name=document]', number)
  await page.fill('input[name=name]', name)
  if (number) await shoot(page, 'passport')
  await button(page, '采样，加入本管').click()
}
async function strangers(page) {
  await stranger(page, '护照', PASSPORT, 'JOHN EXAMPLE')
  await counts(page, '6/10')
  await button(page, '撤销').click()
  await counts(page, '5/10')
  await stranger(page, '护照', PASSPORT, 'JOHN EXAMPLE')
  await counts(page, '6/10')
  await stranger(page, '护照', PASSPORT.toLowerCase(), 'JOHN EXAMPLE')
  await shouted(page, '此人已在本管')
  await button(page, '关闭').click()
  await stranger(page, '没有证件', null, '周无证')
  await counts(page, '7/10')
}
/** Four of a household where two have room. */
async function isFilled(page) {
  await button(page, '门牌 · 整户').click()
  await page.getByRole('button', { name: /5号楼2单元/ }).click()
  await page.getByRole('button', { name: /^302/ }).click()
  await button(page, '整户 4 人加入').click()
  await shouted(page, '本管已满', '知道了', 'full')
  await counts(page, '10/10')
  await button(page, '查找').click()
  await shouted(page, '本管已满')
  await shoot(page, 'tube')
  await button(page, '封管').click()
  await press(page, '9')
  await page.locator('.full').getByRole('button', { name: '封管', exact: true }).click()
  await shouted(page, '拭子 9 支，登记 10 人', '回去核对', 'count')
  await seals(page, '10')
}
async function seals(page, n, name = null) {
  await button(page, '封管').click()
  await press(page, n)
  await page.locator('.full').getByRole('button', { name: '封管', exact: true }).click()
  await shouted(page, '已封管', '知道了', name)
}

async function theSecondTube(page) {
  await openTyped(page, stage.ten(12), '10混1')
  await shouted(page, '这根管用过了')
  await button(page, '扫管码').click()
  await page.getByText('打不开相机').waitFor()
  await still(page, stage.ten(21), 'Code128')
  await counts(page, '0/10')
  await page.getByText(`${stage.ten(21).slice(0, 6)} `).first().waitFor()
  await button(page, '查找').click()
  await page.fill('input[name=find]', 'wxy')
  await page.getByRole('button', { name: cardOf('wxy', '已采') }).click()
  await shouted(page, '此人本轮已采过', '知道了', 'twice')
  await page.fill('input[name=find]', '6号楼')
  if (!stage.isReal) {
    await page.getByRole('button', { name: cardOf('zcl', '采样，加入本管') }).click()
    await shouted(page, '此人须单采', '知道了', 'held')
  }
  await page.getByRole('button', { name: cardOf('yxl', '采样，加入本管') }).click()
  await page.locator('.full .added', { hasText: await masked('yxl') }).waitFor()
  await button(page, '关闭').click()
  await counts(page, '1/10')
}

/** Killed without a word and opened without a network: the password opens it, another does not. */
async function isKilledAndOpened(browser) {
  await browser.page.close()
  const page = await browser.context.newPage()
  Object.assign(browser, { page })
  page.setDefaultTimeout(PATIENCE_MS)
  await page.goto(`${stage.url}/table/`)
  await page.getByText('已锁定').waitFor()
  assert.equal(await page.inputValue('input[name=login]'), stage.login)
  await shoot(page, 'locked')
  await page.fill('input[name=password]', 'not-the-password')
  await page.click('button[type=submit]')
  await page.getByText('用户名或密码不正确').waitFor()
  await page.fill('input[name=password]', stage.password)
  await page.click('button[type=submit]')
  await page.getByText('继续本管').waitFor()
  await page.getByText('待上传 11').waitFor()
  await shoot(page, 'offline')
  await page.getByText('继续本管').click()
  await counts(page, '1/10')
  await seals(page, '1', 'sealed')
  await page.getByText('待上传 11').click()
  await page.locator('.tube.waiting').nth(1).waitFor()
  await shoot(page, 'waiting')
  return page
}

async function everythingArrives(page, context) {
  // The first time the server is too busy and says when to come again.
  if (!stage.isReal) stage.state().refuseNext.push({ status: 503, body: { code: 'busy', message: '系统繁忙，请稍后再试。' }, headers: { 'retry-after': '1' } })
  await context.setOffline(false)
  // With the last window the session ended: work went on without it, sending needs it.
  await button(page, '登录').click()
  await page.fill('input[name=password]', stage.password)
  await page.click('button[type=submit]')
  await button(page, '本机各管').click()
  await page.locator('.tube.kept').nth(1).waitFor()
  await page.getByText('已全部接收').first().waitFor()
  await shoot(page, 'kept')
  assert.equal(await stage.arrived(), 11)
  assert.deepEqual((await stage.tubes()).map((one) => [one.n_inside, one.n_stated]).sort((a, b) => a[0] - b[0]), [[1, 1], [10, 10]])
}

async function isOfferedAgain(page) {
  Object.assign(stage.state(), { parts: new Map(), epoch: randomUUID(), seq: 0, skew_ms: -20 * 60_000 })
  await button(page, '返回').click()
  await button(page, '更新名单').click()
  await button(page, '带走名单').click()
  await page.getByText('手机时间快了 20 分钟').waitFor()
  await shoot(page, 'clock')
  await page.getByText('已全部接收').first().waitFor()
  for (const since = Date.now(); await stage.arrived() < 11 && Date.now() - since < PATIENCE_MS;) await page.waitForTimeout(100)
  assert.equal(await stage.arrived(), 11, 'after the store was put back everything came again')
  await page.selectOption('select[name=site]', 'site-1')
  await button(page, '10分钟').click()
  await page.getByText('已上报').waitFor()
  assert.deepEqual(stage.state().waits, ['ten'])
}

async function isFull(page) {
  await page.evaluate(() => { navigator.storage.estimate = () => Promise.resolve({ quota: 1_000_000, usage: 999_000 }) })
  await openTyped(page, stage.ten(30), '10混1')
  await shouted(page, '手机存储已满')
  await page.evaluate(() => scrollTo(0, 0))
  await shoot(page, 'storage')
  assert.ok(await button(page, '开管').isDisabled(), 'no tube is opened on a full phone')
}

/** What a thief reads who takes the phone apart: nothing that anybody said at the table. */
async function leavesNothing(folder) {
  const below = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = below.filter((entry) => entry.isFile() && /IndexedDB|Local Storage|Session Storage|Service Worker/.test(entry.parentPath))
  const words = [PASSPORT, 'JOHN EXAMPLE', '周无证', await masked('wxy'), '兰亭御湖城', stage.number('zl')]
  const forms = words.flatMap((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')])
  let n_files = 0
  for (const entry of files) {
    const bytes = await readFile(join(entry.parentPath, entry.name))
    n_files += 1
    for (const form of forms) assert.ok(!bytes.includes(form), `${entry.name} holds a word of the table`)
  }
  assert.ok(files.some((entry) => /indexeddb/i.test(entry.parentPath)), `the store of the browser was looked at (${n_files} files)`)
}

/** The camera sees a tube, and it is open. */
async function theCameraReads() {
  const film = join(shots, 'table-camera.y4m')
  await writeFile(film, await filmCode(stage.ten(33), 'Code128'))
  const browser = await openBrowser('phone', { viewport: { width: 360, height: 740 } }, ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`])
  const { page, context } = browser
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await takeAlong({ page, context })
    await page.getByRole('radio', { name: '10混1', exact: true }).click()
    await button(page, '扫管码').click()
    await counts(page, '0/10')
    assert.equal((await page.locator('.code').textContent()).replaceAll(' ', ''), stage.ten(33))
    assert.deepEqual(browser.problems, [], 'the console is quiet')
  } finally {
    await browser.close()
    await rm(film)
  }
}

async function play() {
  const browser = await openBrowser('phone', { viewport: { width: 360, height: 740 } })
  browser.page.setDefaultTimeout(PATIENCE_MS)
  try {
    await takeAlong(browser)
    await tubesAreRefused(browser.page)
    await theFirstTube(browser.page)
    await theSecondTube(browser.page)
    const page = await isKilledAndOpened(browser)
    await everythingArrives(page, browser.context)
    if (!stage.isReal) await isOfferedAgain(page)
    else await button(page, '返回').click()
    await isFull(page)
    await leavesNothing(browser.folder)
    assert.deepEqual(browser.problems, [], 'the console is quiet')
  } catch (error) {
    await browser.page.screenshot({ path: join(shots, 'fail-table.png') }).catch(() => undefined)
    throw error
  } finally { await browser.close() }
}

for (const open of stages()) {
  stage = await open()
  try {
    await play()
    if (!stage.isReal) await theCameraReads()
  } finally { await stage.stop() }
}
console.log(`the sampling table stands (pictures in ${shots})`)
