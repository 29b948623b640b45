// A gate in a real browser, on the real server: the square of the desk makes a phone a gate; a code is
// read from a photo and by the camera; it lets in, refuses with its reason, and lets an emergency pass a
// yellow gate; without a network it decides by itself, opens again, and what it kept arrives once.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { openBrowser } from './browser.mjs'
import { filmCode } from './codes.mjs'
import { session } from './office.mjs'
import { needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('the page of a gate')
const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')))
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) } })
const shots = await shotsFolder()
const own = await mkdtemp(join(tmpdir(), 'fangxian-gate-'))
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const VENUE = '演练超市（晋源店）'
const GREEN = { id: randomUUID(), name: 'Anna Maria Muller', document: 'C01X00T47', room: '101' }
const YELLOW = { id: randomUUID(), name: 'Peter Example', document: 'C01X00T48', room: '102' }
const PHONE = { viewport: { width: 360, height: 780 } }
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
/** Pictures where they are asked for: each waits until everything stands still. */
const shoot = async (page, name) => { if (process.env.SHOTS) await shootInto(page, shots, `gate-${name}`) }
const registrar = await session(url, 'shequ', PASSWORD)
const command = await session(url, 'zhihui', PASSWORD)
const button = (page, name) => page.getByRole('button', { name, exact: true })

async function read(png) {
  const found = await readBarcodes(new Blob([png]), { formats: ['QRCode'], tryHarder: true })
  assert.ok(found[0]?.isValid, 'a code is drawn')
  return found[0].text
}
async function cookieOf(login) {
  const answer = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'x-fangxian': '1', 'content-type': 'application/json', purpose: 'own_data' }, body: JSON.stringify({ login, password: PASSWORD }) })
  return answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
}
const cookie = await cookieOf('shequ')
async function printed(path, purpose, name) {
  const answer = await fetch(`${url}/api/v1${path}`, { headers: { cookie, purpose } })
  assert.equal(answer.status, 200, path)
  await writeFile(join(own, `${name}.pdf`), Buffer.from(await answer.arrayBuffer()))
  return join(own, `${name}.pdf`)
}

async function registered(who) {
  const person = { name: who.name, document_kind: 'passport', document: who.document, phone: null, born: '1960-01-01', relation: 'head', stay: 'temporary', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room: who.room }
  await registrar('POST', '/people', 'register', { person_id: who.id, fact_id: randomUUID(), community: COMMUNITY, found: false, person })
  const card = await printed(`/people/${who.id}/card/pdf`, 'result_notice', 'card')
  const text = execFileSync('pdftotext', ['-layout', card, '-'], { encoding: 'utf8' })
  who.receipt = /([0-9A-HJKMNP-TV-Z]{5}) ?([0-9A-HJKMNP-TV-Z]{5})/.exec(text)[0]
}
/** What is printed for somebody without a phone, as a photo of the sheet shows it. */
async function paperOf(who) {
  const file = await printed(`/people/${who.id}/paper-code/pdf?household=false`, 'order_work', 'paper')
  execFileSync('pdftoppm', ['-png', '-r', '110', '-singlefile', file, join(own, 'paper')])
  return readFile(join(own, 'paper.png'))
}
/** What somebody's phone shows at this moment, as a photo. */
async function shownBy(who) {
  const { page, close } = await openBrowser('phone', { ...PHONE, javaScriptEnabled: false })
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await page.goto(`${url}/code`)
    await page.selectOption('#kind', 'passport')
    await page.fill('#number', who.document)
    await page.fill('#name', who.name)
    await page.fill('#secret', who.receipt)
    await page.getByRole('button', { name: /看健康码/ }).click()
    who.again = async () => {
      await page.getByRole('button', { name: /亮码给门岗看|刷新/ }).click()
      await page.getByText('有效到').waitFor()
      return page.locator('.square').screenshot()
    }
    who.close = close
    return await who.again()
  } catch (error) { await close(); throw error }
}

async function aGate(label, page) {
  const gate_id = randomUUID()
  const { secret, qr } = await registrar('POST', `/venues/${venue}/gates`, 'order_work', { gate_id, label })
  await page.goto('about:blank')
  await page.setContent(`<div style="width:300px">${qr}</div>`)
  const link = await read(await page.locator('svg').screenshot())
  assert.match(link.replace(`${url}/gate/#FXG1:${secret}:`, ''), /^[0-9a-f]{64}$/, 'the square of the desk opens the page, and holds the key of lists')
  return { gate_id, secret, link }
}

/** Reads the verdict, and goes on to the next. */
async function told(page, word, reason, name = null) {
  await page.locator('.verdict h2', { hasText: new RegExp(`^${word}$`) }).waitFor()
  await page.locator('.verdict', { hasText: reason }).waitFor()
  const says = await page.locator('.verdict .says').innerText()
  if (name) await shoot(page, name)
  return says
}
const next = async (page) => { await button(page, '下一位').click(); await page.locator('.verdict').waitFor({ state: 'detached' }) }
const photo = (page, buffer) => page.locator('input[name=still]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer })
async function types(page, text) {
  await button(page, '输入或扫码枪').click()
  await page.fill('textarea[name=pass]', text)
  await page.keyboard.press('Enter')
}
const inside = (page, text) => page.locator('.inside b', { hasText: text }).waitFor()

async function opens(page, link) {
  // The machine may be building something else: here an answer may be later than at a door.
  await page.addInitScript(() => { const real = window.setTimeout; window.setTimeout = (act, ms, ...more) => real(act, ms === 3_000 ? 30_000 : ms, ...more) })
  await page.goto(`${url}/gate/`)
  await page.getByRole('heading', { name: '把这部手机当门岗用' }).waitFor()
  await shoot(page, 'open')
  await page.fill('textarea[name=key]', 'f'.repeat(64))
  await button(page, '打开门岗').click()
  await page.getByText('密钥不对').waitFor()
  await page.goto(link)
  await page.getByRole('heading', { name: VENUE }).waitFor()
  assert.equal(page.url(), `${url}/gate/`, 'the secret left the address')
  await page.getByText('相机打不开').waitFor()
  await inside(page, '0 / 6 人')
  await page.waitForFunction(() => navigator.serviceWorker.ready.then((found) => found.active?.state === 'activated'))
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight), false, 'all of it is seen at once')
  await shoot(page, 'door')
}

/** An "out" that a busy centre does not answer in time is lost, and the count is put right by the next look:
 *  then it is pressed again, as somebody at a door would. */
async function oneGoesOut(page) {
  for (let n_tries = 1; ; n_tries += 1) {
    const isKept = page.waitForResponse((answer) => answer.url().endsWith('/gate/outs'), { timeout: 5_000 }).then((answer) => answer.ok(), () => false)
    await button(page, '出 1 人').click()
    if (await isKept) break
    assert.ok(n_tries < 4, 'nobody gets out')
    await inside(page, '2 / 6 人')
  }
  await inside(page, '1 / 6 人')
}

async function online(page, old) {
  await page.locator('[data-tenths="365"]').click()
  await button(page, '✓ 戴好').click()
  const square = await GREEN.again()
  await photo(page, square)
  await told(page, '放行', '绿码', 'pass')
  await next(page)
  await inside(page, '1 / 6 人')
  await photo(page, square)
  await told(page, '刚扫过', '秒前已经放行过一个人', 'again')
  await next(page)
  await button(page, '✕ 没戴').click()
  await photo(page, await GREEN.again())
  await told(page, '不放行', '没戴口罩')
  await next(page)
  const paper = await paperOf(YELLOW)
  await registrar('POST', '/antigen/reports', 'order_work', { report_id: randomUUID(), person_id: YELLOW.id, outcome: 'positive', no_photo_reason: '电话代报' })
  await page.waitForTimeout(1_500)
  await photo(page, paper)
  await page.getByText('P*** 0T48').waitFor()
  await shoot(page, 'compare')
  await button(page, '✓ 一致').click()
  await told(page, '不放行', '黄码', 'refused')
  await button(page, '紧急放行').last().click()
  await shoot(page, 'urgent')
  await button(page, '透析').click()
  await told(page, '放行', '透析', 'urgent-pass')
  await next(page)
  await inside(page, '2 / 6 人')
  const [forged, late] = [`${old.slice(0, -9)}${old.at(-9) === '0' ? '1' : '0'}${old.slice(-8)}`, old]
  await types(page, forged)
  const says = [await told(page, '不放行', '不是真码')]
  await next(page)
  // A hand scanner needs no field.
  await page.evaluate((text) => { for (const key of [...text, 'Enter']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })) }, late)
  says.push(await told(page, '不放行', '码已过期', 'old'))
  await next(page)
  await oneGoesOut(page)
  return { forged, late, says }
}

/** Somebody stands between the gate and the centre, and says that a closed place is open. */
async function forgedList(page) {
  await page.evaluate(() => {
    const real = window.fetch
    window.fetch = async (...asked) => {
      const answer = await real(...asked)
      if (!String(asked[0]).endsWith('/gate/about')) return answer
      const told = await answer.json()
      return Response.json({ ...told, list: told.list.replace('"is_code_asked":true', '"is_code_asked":false') })
    }
    window.honest = () => { window.fetch = real }
  })
  await page.locator('.net').click()
  await button(page, '现在就传').click()
  await button(page, '关闭').click()
  await page.getByText('收到的名单签名不对，没有采用').waitFor()
  await shoot(page, 'forged-list')
  await page.evaluate(() => window.honest())
  await page.locator('.net').click()
  await button(page, '现在就传').click()
  await button(page, '关闭').click()
  await page.getByText('● 在线').waitFor()
}

/** A sheet that was reported lost is refused, and the new one is good. */
async function aLostSheet(page) {
  const lost = await paperOf(GREEN)
  // Ended a second later than it was made.
  await page.waitForTimeout(1_100)
  await registrar('POST', `/people/${GREEN.id}/paper-code/end`, 'order_work', { end_id: randomUUID(), household: false })
  await photo(page, lost)
  await button(page, '✓ 一致').click()
  await told(page, '不放行', '纸质码已作废', 'lost-sheet')
  await next(page)
}

/** The command says that codes are down: by document and list, with a network and without, until it is ended. */
async function codesAreDown(page, context, forged) {
  const outage_id = randomUUID()
  await command('POST', '/codes/outages', 'command', { outage_id, last: 0, minutes: 120, reason: '机房断电，健康码打不开' })
  await types(page, forged)
  await told(page, '看证件', '登记后放行', 'down-document')
  await button(page, '写好了').click()
  await page.locator('.down', { hasText: '机房断电，健康码打不开' }).waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight), false, 'all of it is seen at once')
  await shoot(page, 'down')
  await button(page, '看证件登记').click()
  await shoot(page, 'down-list')
  await button(page, '看过证件、写好了，放行').click()
  await told(page, '放行', '看证件登记', 'down-pass')
  await next(page)
  await inside(page, '3 / 6 人')
  await context.setOffline(true)
  await page.reload()
  await page.getByText('▲ 断网').waitFor()
  await types(page, forged)
  await told(page, '看证件', '断网判断，已存在手机里')
  await button(page, '写好了').click()
  await shoot(page, 'down-offline')
  await context.setOffline(false)
  await page.getByText('● 在线').waitFor()
  await page.locator('.net .waits').waitFor({ state: 'detached' })
  await command('POST', `/codes/outages/${outage_id}/end`, 'command', undefined)
  // Its hint comes with who is inside.
  await button(page, '出 1 人').click()
  await page.locator('.down').waitFor({ state: 'detached' })
  await button(page, '出 1 人').click()
  await inside(page, '1 / 6 人')
}

async function offline(page, context, { forged, late, says }) {
  await context.setOffline(true)
  await page.reload()
  await page.getByText('▲ 断网').waitFor()
  await button(page, '✓ 戴好').click()
  await photo(page, await GREEN.again())
  await told(page, '放行', '断网判断，已存在手机里', 'offline-pass')
  await next(page)
  await inside(page, '2 / 6 人')
  await types(page, forged)
  assert.equal(await told(page, '不放行', '不是真码'), says[0], 'the same words as online')
  await next(page)
  await types(page, late)
  assert.equal(await told(page, '不放行', '码已过期'), says[1])
  await next(page)
  await photo(page, await paperOf(GREEN))
  await button(page, '✕ 不一致').click()
  await told(page, '不放行', '证件不符', 'mismatch')
  await next(page)
  await photo(page, await paperOf(GREEN))
  await button(page, '✓ 一致').click()
  await told(page, '放行', '绿码')
  await next(page)
  await button(page, '紧急放行').click()
  await button(page, '临产').click()
  await told(page, '放行', '临产')
  await next(page)
  await page.locator('.net .waits', { hasText: '5 条待传' }).waitFor()
  await shoot(page, 'offline')
  await button(page, '没有手机').click()
  await shoot(page, 'no-phone')
  await button(page, '去扫纸质码').click()
  await page.locator('.net').click()
  await shoot(page, 'info')
  await button(page, '关闭').click()
}

/** What lies on the phone says neither the secret nor whose code it was. */
async function leavesNothing(folder, secret, text) {
  const below = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = below.filter((entry) => entry.isFile() && /IndexedDB|Local Storage|Session Storage|Service Worker/.test(entry.parentPath))
  assert.ok(files.some((entry) => /indexeddb/i.test(entry.parentPath)), 'the store of the browser was looked at')
  const forms = [secret, text].flatMap((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')])
  for (const entry of files) {
    const bytes = await readFile(join(entry.parentPath, entry.name))
    for (const form of forms) assert.ok(!bytes.includes(form), `${entry.name} holds it`)
  }
}

const counts = () => registrar('GET', `/venues/${venue}/counts?day=2022-11-25`, 'order_work')
async function arrivesOnce(page, context) {
  // The server has it, and its answer is lost on the way.
  await page.evaluate(() => {
    const real = window.fetch
    window.lost = 0
    window.fetch = async (...asked) => {
      const answer = await real(...asked)
      if (String(asked[0]).endsWith('/scans/later') && answer.ok && window.lost++ === 0) throw new TypeError('lost')
      return answer
    }
  })
  await context.setOffline(false)
  await page.locator('.net .waits').waitFor({ state: 'detached' })
  await page.getByText('● 在线').waitFor()
  assert.equal(await page.evaluate(() => window.lost), 2, 'it was sent twice')
  let n = null
  for (const since = Date.now(); n?.scans !== 15 && Date.now() - since < PATIENCE_MS;) { await page.waitForTimeout(300); n = await counts() }
  await page.waitForTimeout(2_300)
  n = await counts()
  // Let in: a code, dialysis; by document thrice; a code, paper, labour. Refused: no mask, yellow, forged, old, ended; forged, old.
  assert.deepEqual([n.scans, n.passed, n.refused, n.code, n.mask, n.temperature], [15, 8, 7, 13, 3, 1], JSON.stringify(n))
}

async function isEnded(page, gate_id) {
  await registrar('POST', `/gates/${gate_id}/end`, 'order_work', { reason: '手机丢了' })
  await button(page, '紧急放行').click()
  await button(page, '其他急救').click()
  await page.getByRole('heading', { name: '这个门岗已经注销' }).waitFor()
  await shoot(page, 'ended')
}

/** The camera sees a code, and it lets in. */
async function theCameraReads() {
  const film = join(own, 'camera.y4m')
  await writeFile(film, await filmCode(await read(await GREEN.again()), 'QRCode'))
  const flags = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]
  const browser = await openBrowser('phone', PHONE, flags)
  try {
    browser.page.setDefaultTimeout(PATIENCE_MS)
    const { link } = await aGate('北门', browser.page)
    await browser.page.goto(link)
    await told(browser.page, '放行', '绿码')
    await next(browser.page)
    await shoot(browser.page, 'camera')
    assert.deepEqual(browser.problems, [], 'the console is quiet')
  } finally { await browser.close() }
}

let venue = ''
async function play() {
  await registered(GREEN)
  await registered(YELLOW)
  const old = await read(await shownBy(GREEN))
  await GREEN.close()
  venue = randomUUID()
  await registrar('POST', '/venues', 'order_work', { venue_id: venue, fact_id: randomUUID(), kind: 'mall', name: VENUE, place: COMMUNITY, address: '演练街1号', entrances: ['南门', '北门'], capacity: 8, answers_name: '演练负责人', answers_phone: '10000000021' })
  await command('POST', `/venues/${venue}/decision`, 'command', { fact_id: randomUUID(), facts: 1, approve: true, reason: '' })
  await command('POST', '/drill/day', 'command', { day: '2022-11-25' })
  await shownBy(GREEN)
  const browser = await openBrowser('phone', PHONE)
  const { page, context } = browser
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    const { gate_id, secret, link } = await aGate('南门', page)
    await opens(page, link)
    const known = await online(page, old)
    await forgedList(page)
    await aLostSheet(page)
    await codesAreDown(page, context, known.forged)
    await offline(page, context, known)
    await leavesNothing(browser.folder, secret, known.late)
    await arrivesOnce(page, context)
    await isEnded(page, gate_id)
    assert.deepEqual(browser.problems, [], 'the console is quiet')
  } catch (error) {
    await page.screenshot({ path: join(shots, 'fail-gate.png') }).catch(() => undefined)
    throw error
  } finally { await browser.close() }
  await theCameraReads()
}

try {
  await play()
  console.log(`a gate lets in and refuses${process.env.SHOTS ? ` (pictures in ${shots})` : ''}`)
} finally {
  await GREEN.close?.()
  await stop()
  await rm(own, { recursive: true, force: true })
}
