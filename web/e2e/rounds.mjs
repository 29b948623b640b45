// A round on the real server, in real browsers: opened at the desk, walked by two phones that have
// no network and contradict each other, one of them killed on the way; sent, settled, the rest typed
// back from paper, printed, and closed only when nobody is missing. Takes pictures into SHOTS.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, signIn as signInAt, startProgram } from './real.mjs'

needProgram('a round')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const COMPOUND = '兰亭御湖城东区'
const ROUND = '11月24日核酸检测'
const { url, stop, home } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name) => shootInto(page, shots, name)
const desk = (act) => atDesk({ url, shots }, 'shequ', PASSWORD, act)

/** Unit, room, who. Of the last nobody has a phone and all are old: somebody must go there. */
const PEOPLE = [
  ['1', '101', '王秀英', 'head', '1950-03-01'], ['1', '101', '王建国', 'child', '1979-05-01'], ['1', '101', '王子轩', 'grandchild', '2010-05-01'],
  ['1', '102', '李桂兰', 'head', '1966-01-01'], ['1', '102', '李志强', 'child', '1991-01-01'], ['1', '201', '张丽', 'head', '1988-01-01'],
  ['2', '101', '刘国庆', 'head', '1970-10-01'], ['2', '101', '刘雨桐', 'child', '2001-01-01'], ['2', '102', '陈小明', 'head', '1985-01-01'],
  ['2', '102', '陈玉梅', 'spouse', '1986-01-01'], ['2', '301', '杨秀兰', 'head', '1941-01-01'], ['2', '301', '杨德福', 'spouse', '1939-01-01'],
]

async function registerPeople() {
  const ask = await session(url, 'shequ', PASSWORD)
  for (const [unit, room, name, relation, born] of PEOPLE) {
    await ask('POST', '/people', 'register', {
      person_id: randomUUID(), fact_id: randomUUID(), community: COMMUNITY, found: false,
      person: { name, document_kind: 'none_yet', document: '', phone: room === '301' ? null : '10000001234', born, relation, stay: 'permanent', note: '', compound: COMPOUND, building: '5号楼', unit: `${unit}单元`, room },
    })
  }
  return ask
}

async function theRoundIsOpened(page) {
  await page.goto(`${url}/desk/rounds`)
  await page.getByText('还没有开过清楼。').waitFor()
  await page.getByRole('button', { name: '开新一轮' }).click()
  assert.equal(await page.inputValue('input[name=round]'), ROUND, 'the name is there already')
  await shoot(page, 'rounds-open')
  await page.getByRole('button', { name: '开始这一轮' }).click()
  await page.waitForURL(/\/desk\/rounds\/[0-9a-f-]{36}/)
  await page.locator('.one', { hasText: '杨德福' }).waitFor()
  await shoot(page, 'rounds-desk')
  return page.url().split('/').at(-1).split('?')[0]
}

async function phone(login) {
  const browser = await openBrowser('phone', { viewport: { width: 360, height: 740 } })
  browser.page.setDefaultTimeout(PATIENCE_MS)
  await signInAt(browser.page, url, 'field', login, PASSWORD)
  await browser.page.getByRole('link', { name: '清楼表' }).click()
  await shoot(browser.page, `rounds-${login}-card`)
  await browser.page.getByRole('button', { name: '带走名单' }).click()
  await browser.page.waitForSelector('.person')
  await browser.page.waitForFunction(() => navigator.serviceWorker.ready.then((found) => found.active?.state === 'activated'))
  return browser
}

const row = (page, name) => page.locator('.person', { hasText: name })
const tickDone = (page, name) => page.getByRole('button', { name: `${name}：已采`, exact: true }).click()
const isTicked = (page, name, what) => row(page, name).locator('.main.is', { hasText: what }).waitFor()
async function tickNot(page, name, what, why) {
  await row(page, name).getByRole('button', { name: `${name} 没做` }).click()
  await page.locator('.kinds').getByRole('button', { name: what, exact: true }).click()
  if (why) await page.locator('.ready').getByRole('button', { name: why, exact: true }).click()
  await page.getByRole('button', { name: '记下', exact: true }).click()
  await isTicked(page, name, what)
}

async function theFirstPhoneIsOffline({ page, context }) {
  await context.setOffline(true)
  await tickDone(page, '王秀英')
  await isTicked(page, '王秀英', '待上传')
  await row(page, '王秀英').locator('.main').click()
  await page.getByRole('button', { name: '王秀英：已采' }).and(page.locator('[aria-pressed=false]')).waitFor()
  await tickDone(page, '王秀英')
  await tickNot(page, '王建国', '外出', '外地')
  await page.getByRole('button', { name: /102的 2 人 整户已采/ }).first().click()
  await isTicked(page, '李志强', '待上传')
  await page.getByRole('button', { name: '201 发现新住户' }).click()
  await page.fill('input[name=name]', '赵新来')
  await page.selectOption('select[name=document_kind]', 'none_yet')
  assert.equal(await page.inputValue('input[name=unit]'), '1单元', 'the door stands there already')
  await shoot(page, 'rounds-found')
  await page.getByRole('button', { name: '登记并加入名单' }).click()
  await row(page, '赵新来').waitFor()
  await tickDone(page, '赵新来')
  await isTicked(page, '赵新来', '等新住户登记')
  await shoot(page, 'rounds-offline')
}

/** Killed without a word, and opened again without a network. */
async function theFirstPhoneIsKilled(browser, round) {
  await browser.page.close()
  browser.page = await browser.context.newPage()
  browser.page.setDefaultTimeout(PATIENCE_MS)
  await browser.page.goto(`${url}/field/rounds/${round}`)
  for (const [name, what] of [['王秀英', '已采'], ['王建国', '外出'], ['李桂兰', '已采'], ['赵新来', '已采']]) await isTicked(browser.page, name, what)
  await browser.page.getByText('6 条待上传').waitFor()
  await shoot(browser.page, 'rounds-reopened')
}

async function theSecondPhoneDiffers({ page, context }) {
  await context.setOffline(true)
  await tickNot(page, '王秀英', '拒绝', '不开门')
  await tickDone(page, '张丽')
  const list = page.locator('.list')
  await list.evaluate((box) => { box.scrollTop = box.scrollHeight })
  await row(page, '刘国庆').waitFor()
  // Of the first unit's 101 two are left as well.
  await page.getByRole('button', { name: /101的 2 人 整户已采/ }).last().click()
  await isTicked(page, '刘雨桐', '待上传')
}

/** With the browser its session has ended: nothing is shown before the same person signs in again. */
async function theFirstPhoneSignsInAgain({ page, context }) {
  await context.setOffline(false)
  await page.waitForSelector('input[name=login]')
  assert.equal(await page.locator('.person').count(), 0, 'the list is not shown to whoever holds the phone')
  await page.fill('input[name=login]', 'wangge')
  await page.fill('input[name=password]', PASSWORD)
  await page.click('button[type=submit]')
  await page.getByRole('link', { name: /清楼表/ }).click()
  await page.getByRole('button', { name: '打开名单' }).click()
}

async function bothAreBack(first, second) {
  await second.context.setOffline(false)
  await second.page.getByText('全部已上传').waitFor()
  await theFirstPhoneSignsInAgain(first)
  await first.page.getByText('全部已上传').waitFor()
  await first.page.getByRole('button', { name: '刷新' }).click()
  await first.page.getByText('1 人两处记得不一样').waitFor()
  await row(first.page, '王秀英').getByText('拒绝 不开门').waitFor()
  await row(first.page, '王秀英').getByText('演示·社区登记员').waitFor()
  await shoot(first.page, 'rounds-conflict')
  await row(first.page, '王秀英').getByRole('button', { name: '以“已采”为准' }).click()
  await isTicked(first.page, '王秀英', '已采')
  await first.page.getByText('全部已上传').waitFor()
  await isTicked(first.page, '王秀英', '已上传')
  await shoot(first.page, 'rounds-settled')
}

async function whoIsMissing(ask, round) {
  const missing = await ask('GET', `/rounds/${round}/missing`, 'order_work')
  const names = missing.doors.flatMap((door) => door.people.map((one) => one.name))
  assert.deepEqual(names, ['王子轩', '陈小明', '陈玉梅', '杨秀兰', '杨德福'])
  assert.deepEqual(missing.doors.filter((door) => door.by_door).map((door) => door.door_name), ['301'])
  const list = await ask('GET', `/rounds/${round}/list`, 'order_work')
  const told = (name) => { const one = list.people.find((row) => row.name === name); return [one.standing, one.sheet_name, one.door_name] }
  assert.deepEqual(told('赵新来'), ['done', `${COMPOUND} 5号楼1单元`, '201'])
  assert.deepEqual(told('王秀英')[0], 'done')
  assert.deepEqual(told('王建国')[0], 'away')
}

async function theRestIsOnPaper(page, round) {
  await page.goto(`${url}/desk/rounds/${round}`)
  await page.getByRole('button', { name: '结束这一轮' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '结束这一轮' }).click()
  await page.getByText('还有5人没有结果').waitFor()
  await page.getByText('4 户 5 人还没有落实').or(page.getByText('3 户 5 人还没有落实')).waitFor()
  await page.locator('tr', { hasText: '杨秀兰' }).getByText('上门').waitFor()
  await shoot(page, 'rounds-missing')
  const bytes = await page.evaluate(async (id) => [...new Uint8Array(await (await fetch(`/api/v1/rounds/${id}/pdf?missing=true`, { headers: { purpose: 'order_work' } })).arrayBuffer())], round)
  const pdf = Buffer.from(bytes)
  assert.equal(pdf.subarray(0, 5).toString(), '%PDF-')
  await writeFile(join(home, 'missing.pdf'), pdf)
  if (existsSync('/usr/bin/pdftotext')) {
    const text = execFileSync('/usr/bin/pdftotext', ['-layout', join(home, 'missing.pdf'), '-'], { encoding: 'utf8' })
    for (const name of ['王子轩', '杨德福']) assert.match(text, new RegExp(name))
    for (const name of ['王秀英', '张丽']) assert.doesNotMatch(text, new RegExp(name))
  }
  await page.getByRole('tab', { name: '纸质回录' }).click()
  const input = page.locator('input[name=door]')
  const type = async (words) => { await input.fill(words); await page.keyboard.press('Enter') }
  await type(`fangxian:round:${round}:${COMMUNITY}-01-05-2`)
  await page.getByText(`已选表页：${COMPOUND} 5号楼2单元`).waitFor()
  await type('102')
  await page.locator('.pad', { hasText: '陈小明' }).waitFor()
  await page.keyboard.press('1')
  await page.keyboard.press('2')
  await page.keyboard.press('w')
  await shoot(page, 'rounds-paper')
  await page.keyboard.press('Enter')
  await page.getByText('102：已回录 2 人').waitFor()
  await type('301')
  await page.locator('.pad', { hasText: '杨秀兰' }).waitFor()
  await page.keyboard.press('0')
  await page.keyboard.press('Enter')
  await page.getByText('301：已回录 2 人').waitFor()
  await type('5-1-101')
  await page.locator('.pad', { hasText: '王子轩' }).waitFor()
  await page.keyboard.press('3')
  await page.keyboard.press('m')
  await page.keyboard.press('Enter')
  await page.getByText('101：已回录 1 人').waitFor()
}

async function theRoundIsClosed(page, ask, round) {
  await page.getByRole('button', { name: '结束这一轮' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '结束这一轮' }).click()
  await page.getByText('这一轮已结束。').first().waitFor()
  await page.getByText(/结束于/).waitFor()
  await page.getByRole('tab', { name: '名单' }).click()
  await page.locator('.one', { hasText: '杨德福' }).waitFor()
  await shoot(page, 'rounds-closed')
  const { counts, closed_at } = await ask('GET', `/rounds/${round}`, 'order_work')
  assert.ok(closed_at)
  assert.deepEqual(counts, { people: 13, done: 10, refused: 0, away: 2, moved: 0, exempt: 1, disputed: 0, missing: 0 })
}

async function theNamesLeaveThePhone({ page }) {
  await page.goto(`${url}/field/rounds`)
  await page.getByText('现在没有进行中的清楼').waitFor()
  const names = () => page.evaluate(() => new Promise((tell, fail) => {
    const asked = indexedDB.open('fangxian-field')
    asked.onerror = fail
    asked.onsuccess = () => { const found = asked.result.transaction('kept').objectStore('kept').getAllKeys(); found.onsuccess = () => tell(found.result.filter((name) => name.startsWith('round/'))) }
  }))
  let left = await names()
  for (const until = Date.now() + 10_000; left.length > 0 && Date.now() < until; left = await names()) await page.waitForTimeout(100)
  assert.deepEqual(left, [], 'a closed list does not stay on the phone')
}

const open = []
let failed = 1
try {
  const ask = await registerPeople()
  let round = ''
  await desk(async (page) => { round = await theRoundIsOpened(page) })
  console.log('pass a round is opened at the desk')
  const [first, second] = [await phone('wangge'), await phone('shequ')]
  open.push(first, second)
  await theFirstPhoneIsOffline(first)
  await theFirstPhoneIsKilled(first, round)
  console.log('pass a phone without network ticks, finds somebody, is killed, and has lost nothing')
  await theSecondPhoneDiffers(second)
  await bothAreBack(first, second)
  console.log('pass both are back: all is kept, and what they say differently is settled')
  await whoIsMissing(ask, round)
  await desk(async (page) => { await theRestIsOnPaper(page, round); await theRoundIsClosed(page, ask, round) })
  console.log('pass the rest is typed back from paper, and the round closes when nobody is missing')
  await theNamesLeaveThePhone(first)
  console.log('pass the names leave the phone with the round')
  const noise = [...first.problems, ...second.problems].filter((line) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(line))
  assert.deepEqual(noise, [], 'the consoles of the phones are quiet')
  failed = 0
} catch (error) {
  console.error(`FAIL a round\n${error.stack}`)
  for (const [n, { page }] of open.entries()) await page.screenshot({ path: join(shots, `fail-phone-${n}.png`) }).catch(() => undefined)
} finally {
  for (const browser of open) await browser.close().catch(() => undefined)
  await stop()
}
console.log(`pictures in ${shots}`)
process.exit(failed)
