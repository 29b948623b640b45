// How often people are tested, on the real server, in a real browser: the command makes a decision and
// another signs it, a courier is tested daily and somebody ill is put off, the clock is turned, somebody
// is late, the order reaches the grid worker's phone with who it is, he is sampled, and it is gone.
import assert from 'node:assert/strict'
import { randomUUID, webcrypto } from 'node:crypto'
import { tubeCode } from '../mock/sampling.mjs'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, signIn, startProgram } from './real.mjs'

needProgram('how often people are tested')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name, full) => shootInto(page, shots, `frequency-${name}`, full)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
const round_id = randomUUID()
const people = new Map()

async function registered() {
  const ask = await session(url, 'shequ', PASSWORD)
  const rooms = [['演练骑手', '101', '10000000011'], ['演练病人', '102', '10000000012'], ['演练住户', '201', '10000000013'], ['演练老人', '202', ''], ['演练学生', '301', '10000000014']]
  for (const [name, room, phone] of rooms) {
    const person_id = randomUUID()
    people.set(name, person_id)
    await ask('POST', '/people', 'register', {
      person_id, fact_id: randomUUID(), community: COMMUNITY, found: false,
      person: { name, document_kind: 'none_yet', document: '', phone: phone === '' ? null : phone, born: '1980-01-01', relation: 'head', stay: 'permanent', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room },
    })
  }
  await ask('POST', '/rounds', 'order_work', { round_id, place: COMMUNITY, kind: 'sampling', name: '常态化核酸检测' })
}

const room = async (page) => { await page.goto(`${url}/desk/frequency`); await page.getByRole('heading', { name: '检测要求' }).waitFor() }
async function decide(page, days, words, trade) {
  await page.getByRole('button', { name: '提出检测要求' }).click()
  const dialog = page.getByRole('dialog')
  if (trade) {
    await dialog.locator('.field', { hasText: '对谁' }).locator('.el-select').click()
    await page.getByRole('option', { name: trade }).click()
  }
  await dialog.locator('input[name=every], .el-input-number input').first().fill(String(days))
  await dialog.getByRole('button', { name: '提交，等人签字' }).click()
  await dialog.getByText('请写明原文和出处。').waitFor()
  await dialog.locator('textarea').fill(words)
  await dialog.locator('input[name=source]').fill('市疫情防控办通告（11月24日）')
  await shoot(page, trade ? 'decide-trade' : 'decide')
  await dialog.getByRole('button', { name: '提交，等人签字' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText(words).waitFor()
}
async function isMade(page) {
  await room(page)
  await page.getByText('现在没有检测频次要求。').waitFor()
  await shoot(page, 'empty')
  await decide(page, 3, '六城区常态化核酸检测频次调整为3日1次')
  await decide(page, 1, '快递外卖从业人员每日1检', '快递外卖从业人员')
  assert.equal(await page.getByText('由您提出，须由另一人签字。').count(), 2)
  assert.equal(await page.getByRole('button', { name: '签字', exact: true }).count(), 0)
  await page.locator('.counts .not_covered dd', { hasText: '5' }).waitFor()
}
async function isSigned(page) {
  await room(page)
  for (const left of [1, 0]) {
    await page.getByRole('button', { name: '签字', exact: true }).first().click()
    await page.getByText('签字后立即生效').waitFor()
    if (left === 1) await shoot(page, 'sign')
    await page.locator('.doing').getByRole('button', { name: '签字', exact: true }).click()
    await page.locator('.doing').waitFor({ state: 'hidden' })
    await page.waitForFunction((n) => document.querySelectorAll('.tag.waiting').length === n, left)
  }
  await page.locator('.counts .not_yet dd', { hasText: '5' }).waitFor()
  await page.getByRole('button', { name: '看晋源区' }).click()
  await page.getByRole('button', { name: '上一级' }).waitFor()
  await shoot(page, 'signed')
}
const row = (page, text) => page.locator('table.rows tbody tr', { hasText: text })
const view = (page, name) => page.getByRole('tab', { name }).click()
async function aCourierAndSomebodyIll(page) {
  await room(page)
  await page.getByText('没有人超期。').waitFor()
  await page.getByRole('button', { name: '粘贴行业名单' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('textarea').fill('姓名 行业 单位\n演练骑手 外卖骑手 某平台配送站\n无此人 外卖骑手')
  await dialog.getByRole('button', { name: '看看读成了谁' }).click()
  await dialog.getByText('认出 1 人').waitFor()
  await dialog.getByText('本社区没有这个人').waitFor()
  await shoot(page, 'paste')
  await dialog.getByRole('button', { name: '登记 1 人' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await view(page, /今天应检/)
  await row(page, '1单元101').getByText('今天应检').waitFor()
  await view(page, /全部/)
  await row(page, '1单元102').getByRole('button', { name: '暂缓检测' }).click()
  await dialog.getByRole('button', { name: '确定' }).click()
  await dialog.getByText('请选一项。').waitFor()
  await dialog.locator('.el-select').click()
  await page.getByRole('option', { name: '医嘱暂缓' }).click()
  await dialog.locator('input[name=words]').fill('术后休养')
  await shoot(page, 'exempt')
  await dialog.getByRole('button', { name: '确定' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await row(page, '1单元102').getByText('暂缓至').waitFor()
  await shoot(page, 'list', true)
  await row(page, '1单元101').getByRole('button', { name: /看登记/ }).click()
  const drawer = page.locator('.el-drawer')
  await drawer.getByText('快递外卖（外卖骑手 某平台配送站）').waitFor()
  await drawer.getByRole('heading', { name: '检测频次' }).scrollIntoViewIfNeeded()
  await shoot(page, 'person')
}

async function late() {
  const command = await session(url, 'zhihui', PASSWORD)
  await command('POST', '/drill/day', 'command', { day: '2022-11-26' })
  return (await orderIs('open')).order_id
}
async function orderIs(state) {
  const worker = await session(url, 'wangge', PASSWORD)
  for (const since = Date.now(); Date.now() - since < PATIENCE_MS;) {
    const { rows } = await worker('GET', `/orders?state=all&limit=200`, 'order_work')
    const found = rows.find((one) => one.kind === 'test_late' && one.state === state)
    if (found) return found
    await new Promise((wait) => setTimeout(wait, 500))
  }
  throw new Error(`no order for late tests is ${state}`)
}
async function onThePhone(act) {
  const browser = await openBrowser('phone')
  browser.page.setDefaultTimeout(PATIENCE_MS)
  try {
    await signIn(browser.page, url, 'field', 'wangge', PASSWORD)
    await act(browser.page)
    assert.deepEqual(browser.problems, [], 'the console of the phone is quiet')
    const wide = await browser.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    assert.ok(wide <= 0, `the page is ${wide} pixels too wide`)
  } catch (error) {
    await browser.page.screenshot({ path: `${shots}/fail-phone.png` }).catch(() => undefined)
    throw error
  } finally { await browser.close() }
}
async function somebodyIsLate(page) {
  await page.getByText('催检上门').first().click()
  await page.getByText('本网格1人超过应检日还没有采样').waitFor()
  await shoot(page, 'phone-order')
  await page.getByRole('link', { name: /应检名单/ }).click()
  await page.getByText('超期 2 天').waitFor()
  assert.equal(await page.getByText('演练骑手').count(), 0, 'the name is masked')
  await page.getByText('5号楼1单元101').waitFor()
  await shoot(page, 'phone-late')
  await page.getByRole('tab', { name: /今天应检/ }).click()
  await page.getByText('5号楼1单元202').waitFor()
  // With or without an order the list is there.
  await page.goto(`${url}/field/`)
  await page.getByRole('link', { name: /应检名单/ }).click()
  await page.getByRole('tab', { name: /待上门告知/ }).click()
  const told = page.locator('li', { hasText: '5号楼1单元202' })
  await told.waitFor()
  await shoot(page, 'phone-tell')
  await told.getByRole('button', { name: /已告知/ }).click()
  await told.waitFor({ state: 'detached' })
}
async function sampled() {
  const key = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const device_id = randomUUID()
  const ask = await session(url, 'caiyang1', PASSWORD)
  await ask('POST', '/sampling/devices', 'sampling', { device_id, label: '采样台', public_key: Buffer.from(await webcrypto.subtle.exportKey('raw', key.publicKey)).toString('base64') })
  const now = (await ask('GET', `/sampling/packs?round_id=${round_id}&place=${COMMUNITY}`, 'sampling')).server_now
  const part = { part_id: randomUUID(), tube: tubeCode(1), use_id: randomUUID(), round_id, place: COMMUNITY, site_id: null, pool: 'one', opened_at: now - 60_000, first_position: 0, members: [{ person_id: people.get('演练骑手'), taken_at: now - 1_000 }], sealed: { at: now, stated: 1 } }
  const body = JSON.stringify({ made_at: now, parts: [part], n_unsent: 0 })
  const signature = Buffer.from(await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, Buffer.from(body))).toString('base64')
  const signedIn = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'x-fangxian': '1', 'content-type': 'application/json', purpose: 'own_data' }, body: JSON.stringify({ login: 'caiyang1', password: PASSWORD }) })
  const cookie = signedIn.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  const answer = await fetch(`${url}/api/v1/sampling/batches`, { method: 'POST', headers: { cookie, purpose: 'sampling', 'x-fangxian': '1', 'content-type': 'application/json', 'x-device': device_id, 'x-signature': signature }, body })
  assert.ok(answer.ok, await answer.text())
  await orderIs('called_off')
}
async function nobodyIsLate(page) {
  await page.getByRole('tab', { name: /本网格/ }).click()
  assert.equal(await page.getByText('催检上门').count(), 0)
}
async function theDayAfter(page) {
  await room(page)
  await page.getByText('没有人超期。').waitFor()
  await view(page, /重点行业/)
  await row(page, '1单元101').getByText('11月27日 应检').waitFor()
  await shoot(page, 'after')
}

try {
  await registered()
  await desk('zhihui', isMade)
  await desk('qianpi', isSigned)
  await desk('shequ', aCourierAndSomebodyIll)
  await late()
  await onThePhone(somebodyIsLate)
  await sampled()
  await onThePhone(nobodyIsLate)
  await desk('shequ', theDayAfter)
  console.log(`how often people are tested: passed; pictures in ${shots}`)
} finally { await stop() }
