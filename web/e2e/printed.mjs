// The notices as the newspaper printed them, through the whole loop, on a city that knew none of
// them: the pages are read where they are kept and are no part of this repository. The city begins
// empty, on the day of the first notice; the clock of the drill leads to the day of the others.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { openBrowser } from './browser.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, signIn, startProgram } from './real.mjs'
import { openOffice } from './office.mjs'

const run = promisify(execFile)
const shared = process.env.FANGXIAN_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const seeds = join(shared, 'seeds')

/** The page that holds these words; none where the pages are not kept here. */
async function pageWith(words) {
  for (const name of await readdir(seeds).catch(() => [])) {
    const text = await readFile(join(seeds, name), 'utf8')
    if (text.includes(words)) return text
  }
  return null
}
const [page65, page108, page180] = await Promise.all(['(2022年第65号)', '(2022年第108号)', '(2022年第180号)'].map(pageWith))
if (!page65 || !page108 || !page180) {
  console.error(`SKIPPED: the printed notices 65, 108, 180 and 181: no newspaper pages in ${seeds} (name their folder with FANGXIAN_SHARED)`)
  process.exit(0)
}
needProgram('the printed notices')
/** A snapshot of the national list of an hour; none where they are not kept here. */
async function listOf(hour) {
  const folder = join(shared, 'data/risk_areas')
  const name = (await readdir(folder).catch(() => [])).find((one) => one.endsWith('.jsonl.gz'))
  if (!name) return null
  const lines = gunzipSync(await readFile(join(folder, name))).toString('utf8').split('\n')
  const found = lines.find((line) => line.includes(`"time": "${hour}"`))
  if (!found) return null
  const { end_update_time, highlist, middlelist, lowlist } = JSON.parse(found)
  return JSON.stringify({ data: { end_update_time, highlist, middlelist, lowlist } })
}
/** The second notice of its page, from its heading to its date, as a person marks and copies it. */
const text181 = (() => {
  const number = page180.indexOf('(2022年第181号)')
  const start = page180.lastIndexOf('关于我市', number)
  const date = '2022年11月24日'
  return page180.slice(start, page180.indexOf(date, number) + date.length)
})()

const shots = await shotsFolder()
const { url, stop, told, command } = await startProgram('--drill', '--today', '2022-10-07')
const shoot = (page, name, fullPage) => shootInto(page, shots, `printed-${name}`, fullPage)
const PASSWORD = 'a-password-of-the-rehearsal'
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
/** Where the journey says the compound lies: the register of an empty city cannot know. */
const COMMUNITY = { code: '140105004001', name: '南环社区' }
const zoneRoom = []
const LOST = /ERR_INTERNET_DISCONNECTED|Failed to fetch/

async function theFirstAdministratorComesIn() {
  const [, login, password] = /首次口令\s*\n\s*(\S+)\s+(\S+)/.exec(told()) ?? []
  assert.ok(login && password, 'the program prints the first password once')
  const { page, problems, close } = await openBrowser('desk')
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await signIn(page, url, 'desk', login, password)
    await page.waitForSelector('input[name=fresh]')
    await shoot(page, 'first-password')
    await page.fill('input[name=fresh]', PASSWORD)
    await page.fill('input[name=again]', PASSWORD)
    await page.click('button[type=submit]')
    await page.waitForSelector('#content')
    assert.deepEqual(problems, [], 'the console is quiet')
  } finally { await close() }
  const office = await openOffice(url, login, PASSWORD)
  const codes = []
  for (const [who, name, role, place] of [
    ['zhihui', '演练·指挥长', 'city_command', '1401'], ['nigao', '演练·拟稿员', 'zone_drafter', '1401'],
    ['qianpi', '演练·签批人', 'zone_signer', '1401'], ['wangge', '演练·网格员', 'grid_worker', COMMUNITY.code],
    ['shenji', '演练·审计员', 'auditor', '1401'],
  ]) codes.push([who, await office.employ(who, name, role, place, PASSWORD)])
  // Nobody but the administrator is there yet: for the first of the others the console vouches,
  // and he for the rest, each of whom tells him the code.
  const [[first, firstCode], ...others] = codes
  command('accounts', 'vouch', '--store', '{store}', first, firstCode)
  await desk(first, async (page) => {
    await page.goto(`${url}/desk/vouching`)
    for (const [who, code] of others) {
      const row = page.locator('tr', { hasText: who })
      await row.locator('input').fill(code)
      if (who === others[0][0]) await shoot(page, 'vouching')
      await row.getByRole('button', { name: '核实' }).click()
      await row.waitFor({ state: 'detached' })
    }
    await page.getByText('没有等待核实的账号。').waitFor()
  })
  await desk(login, async (page) => {
    await page.goto(`${url}/desk/accounts`)
    await page.getByText('演练·网格员').first().waitFor()
    await shoot(page, 'accounts')
  })
}

/** Pastes as a person does, whole page and all, and looks at what was read. */
async function pasteAndPreview(page, text, name, look) {
  await page.goto(`${url}/desk/notices`)
  await page.waitForSelector('textarea')
  await page.evaluate(async (words) => { document.querySelector('textarea').focus(); document.execCommand('insertText', false, words) }, text)
  await page.getByRole('button', { name: '识别预览' }).click()
  await page.getByText('这是预览，还没有录入。').waitFor()
  await shoot(page, `${name}-preview`)
  await look(await page.innerText('#content'), page)
}
async function putIn(page) {
  await page.getByRole('button', { name: '录入并核对' }).click()
  await page.waitForURL(/\/desk\/notices\/[0-9a-f-]{36}/)
  await page.getByText('须由另一人确认').waitFor()
  return page.url()
}
async function confirm(page, kept, name, { takeAll = false } = {}) {
  await page.goto(kept)
  await page.getByRole('button', { name: '确认采用', exact: true }).waitFor()
  if (takeAll) await page.getByRole('button', { name: '全选' }).click()
  await shoot(page, `${name}-confirm`)
  await page.getByRole('button', { name: '确认采用', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '确认采用', exact: true }).waitFor()
  await shoot(page, `${name}-confirm-dialog`)
  await dialog.getByRole('button', { name: '确认采用', exact: true }).click()
  await page.getByText('已采用', { exact: true }).waitFor()
}
const changesRead = (page) => page.locator('ol > li .what').allInnerTexts()

async function notice65ChangesNothing(page) {
  await pasteAndPreview(page, page65, '65', (words) => {
    assert.match(words, /2022年第65号/)
    assert.match(words, /没有识别到区域变动/, 'a notice without areas says so')
  })
}

async function notice108IsPutIn(page) {
  await pasteAndPreview(page, page108, '108', async (words) => {
    assert.match(words, /2022年第108号/)
    assert.match(words, /2022年10月7日/)
    assert.equal((await changesRead(page)).length, 5)
    assert.doesNotMatch(words, /识别到 \d+ 不一致/)
  })
  return putIn(page)
}

async function zonesOf108AreListed(page) {
  await page.goto(`${url}/desk/zones`)
  await page.locator('td.lead', { hasText: '白云小区5号楼' }).waitFor()
  const areas = (await page.locator('td.lead').allInnerTexts()).join('\n')
  for (const area of ['白云小区（不含5号楼）', '融创长风壹号小区', '华清苑-东区', '南上庄西街小区']) assert.ok(areas.includes(area), area)
  await shoot(page, '108-zones')
}

async function boardCounts(page, counts, name) {
  await page.goto(`${url}/desk/board`)
  await page.waitForSelector('.numbers')
  await page.getByRole('heading', { name: '最近变动' }).waitFor()
  for (const [level, n] of Object.entries(counts))
    assert.equal(await page.locator('.numbers .level', { hasText: level }).locator('b').innerText(), String(n), `${level} on the board`)
  await page.waitForTimeout(1200)
  await shoot(page, `${name}-board`)
}

async function thePlaceIsSaid(page) {
  await page.goto(`${url}/desk/zones`)
  await page.locator('td.lead', { hasText: '白云小区5号楼' }).locator('a').first().click()
  await page.getByText('还没有挂接到地点').waitFor()
  zoneRoom.push(new URL(page.url()).pathname.slice('/desk/'.length))
  await shoot(page, '108-zone-unlinked')
  const pick = page.getByRole('combobox', { name: '选择地点' })
  await pick.click()
  await pick.pressSequentially(COMMUNITY.name)
  await page.getByRole('option', { name: new RegExp(COMMUNITY.name) }).first().click()
  await page.getByRole('button', { name: '挂接地点' }).click()
  await page.getByText('已挂接。').waitFor()
}

async function theGridWorkerDoesAnOrder() {
  const { page, problems, context, close } = await openBrowser('phone')
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await signIn(page, url, 'field', 'wangge', PASSWORD)
    await page.click('[role=tab]:nth-child(2)')
    const card = page.locator('article', { hasText: '告知住户' }).first()
    await card.waitFor()
    assert.match(await card.innerText(), /白云小区5号楼/, 'the card names the building, and not only the community')
    await shoot(page, '108-field')
    await page.waitForFunction(() => navigator.serviceWorker.ready.then((found) => found.active?.state === 'activated'))
    await card.click()
    await page.getByRole('button', { name: '领取' }).waitFor()
    await shoot(page, '108-field-order')
    await context.setOffline(true)
    await page.getByRole('button', { name: '领取' }).click()
    await page.getByRole('button', { name: '完成' }).click()
    await page.fill('input[name=done]', '36')
    await shoot(page, '108-field-done')
    await page.click('.sheet [type=submit]')
    await page.getByText('2 条待上传').waitFor({ timeout: 30_000 })
    await context.setOffline(false)
    await page.goto(`${url}/field/queue`)
    await page.getByRole('button', { name: '立即上传' }).click()
    await page.waitForFunction(() => document.querySelectorAll('.sending.accepted').length === 2, null, { timeout: 30_000 })
    await shoot(page, '108-field-queue')
    assert.deepEqual(problems.filter((line) => !LOST.test(line)), [], 'the console of the phone is quiet')
  } catch (error) {
    await page.screenshot({ path: join(shots, 'fail-wangge.png') }).catch(() => undefined)
    throw error
  } finally { await close() }
}

async function theEvidenceIsKept(page) {
  await page.goto(`${url}/desk/orders?state=done`)
  const row = page.locator('tr', { hasText: '告知住户' }).first()
  await row.waitFor()
  await row.locator('button.link').click()
  await page.getByText('完成户数 36').waitFor()
  await shoot(page, '108-evidence')
}

async function turnTo(page, day) {
  await page.goto(`${url}/desk/drill`)
  await page.locator('#drill-day').fill(day)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '推进', exact: true }).click()
  const [year, month, date] = day.split('-').map(Number)
  await page.waitForFunction((said) => document.querySelector('.now b')?.textContent === said, `${year}年${month}月${date}日`)
}
async function openZone(page, area) {
  await page.goto(`${url}/desk/zones?q=${encodeURIComponent(area)}`)
  await page.locator('td.lead', { hasText: area }).locator('a').first().click()
  await page.waitForSelector('.count')
}
async function theDayBeforeIsTooEarly(page) {
  await openZone(page, '白云小区5号楼')
  assert.ok(await page.getByRole('button', { name: '签发降级' }).isDisabled(), 'the day before the edition allows it, nobody can sign')
  await page.getByText('最早 10月14日 才能签发').waitFor()
  await shoot(page, '108-too-early')
}
/** The ninth edition asks for a test of the whole area on the seventh day. */
async function theLastTestIsRecorded(page) {
  await openZone(page, '白云小区5号楼')
  await page.getByText('还缺 1 项条件').waitFor()
  await shoot(page, '108-waits-for-test')
  await page.getByRole('button', { name: '登记全员检测' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '登记', exact: true }).click()
  await page.getByText('已登记。').waitFor()
}
async function theStepDownIsSigned(page) {
  await openZone(page, '白云小区5号楼')
  await page.getByText('高风险区，今天可以降为中风险区').waitFor()
  await shoot(page, '108-zone-due', true)
  await page.getByRole('button', { name: '签发降级' }).click()
  await page.getByRole('dialog').getByText('降为中风险区').first().waitFor()
  await page.getByRole('button', { name: '确认签发' }).click()
  await page.getByText('已签发。').waitFor()
  await shoot(page, '108-zone-signed')
}

async function theNextNoticeIsDrafted(page) {
  await page.goto(`${url}/desk/drafts`)
  await page.getByRole('button', { name: '生成草稿' }).click()
  await page.waitForSelector('.paper')
  await shoot(page, '108-draft')
  const bytes = await page.evaluate(async () => {
    const headers = { purpose: 'zone_decision' }
    const { rows } = await (await fetch('/api/v1/drafts', { headers })).json()
    const answer = await fetch(`/api/v1/drafts/${rows[0].draft_id}/pdf`, { headers })
    if (!answer.ok) throw new Error(`the PDF was answered with ${answer.status}`)
    return [...new Uint8Array(await answer.arrayBuffer())]
  })
  const file = join(shots, 'printed-draft.pdf')
  await writeFile(file, Uint8Array.from(bytes))
  const read = await run('pdftotext', ['-layout', file, '-']).then((ran) => ran.stdout, (error) => { if (error.code === 'ENOENT') return null; throw error })
  if (read === null) { console.error('SKIPPED: reading the PDF back: there is no pdftotext (apt-get install poppler-utils)'); return }
  const words = read.replace(/\s/g, '')
  for (const wanted of ['2022年第109号', '调整为中风险区', '白云小区5号楼', '2022年10月14日'])
    assert.ok(words.includes(wanted), `the PDF says ${wanted}`)
}

async function notice180IsPutIn(page) {
  await pasteAndPreview(page, page180, '180', async (words) => {
    assert.match(words, /2022年第180号/)
    assert.match(words, /文中还有另一份通告/, 'the other notice of the page is named')
    assert.match(words, /第一节的标题缺失/, 'the missing heading is flagged')
    assert.match(words, /有高风险区的措施，却没有高风险区的名单/, 'the missing list is flagged')
    assert.match(words, /名单上没有/, 'what the register does not know is flagged')
    const changes = await changesRead(page)
    assert.equal(changes.length, 3, 'nothing is guessed into the list')
    assert.ok(changes.every((change) => /降级|解除/.test(change)))
  })
  return putIn(page)
}
async function notice181IsPutIn(page) {
  await pasteAndPreview(page, text181, '181', async (words) => {
    assert.match(words, /2022年第181号/)
    assert.match(words, /“2单元。”前面的文字缺失，没有当作区域读取/, 'the torn line is flagged and not read')
    assert.match(words, /第一节的标题缺失/)
    assert.match(words, /等级取自后文/, 'a level that comes from a later sentence says so')
    const changes = await changesRead(page)
    assert.equal(changes.length, 21)
    assert.ok(!changes.some((change) => /^\d*2单元\s/.test(change)), 'the torn piece is no area')
  })
  return putIn(page)
}
async function zonesOf181AreListed(page) {
  await page.goto(`${url}/desk/zones?show=all`)
  const area = page.locator('td.lead', { hasText: '当代MOMA沿湖城7号楼2单元' })
  await area.waitFor()
  await shoot(page, '181-zones')
}

/** The list of the days of the first notice, as it was published, held against the register. */
async function theNationalListIsWeighed(page) {
  const list = await listOf('2022-10-07T17')
  if (!list) { console.error('SKIPPED: the published national list: no snapshots in data/risk_areas'); return }
  await page.goto(`${url}/desk/national`)
  await page.getByText('还没有导入过名单。').waitFor()
  await page.setInputFiles('input[type=file]', { name: '2022-10-07.json', mimeType: 'application/json', buffer: Buffer.from(list) })
  await page.locator('.verdict').waitFor()
  assert.match(await page.innerText('.verdict'), /可以导入.*还没有导入/s)
  const moves = await page.locator('.outcome td.lead').allInnerTexts()
  assert.ok(moves.includes('琳龙苑5号楼'), 'what the register does not know is new')
  assert.ok(!moves.some((area) => /[\\∖]/.test(area)), 'areas are spoken of as the list writes them')
  assert.ok(!moves.some((area) => area.includes('白云小区')), 'what notice 108 has listed is known under the same name')
  await shoot(page, 'national-weighed')
  await page.setInputFiles('input[type=file]', { name: '截断.json', mimeType: 'application/json', buffer: Buffer.from(list.slice(0, 200)) })
  await page.getByText('格式不对').waitFor()
}

async function theOrderListIsPrinted(page) {
  await page.goto(`${url}/desk/orders`)
  await page.locator('td.lead').first().waitFor()
  const answered = page.context().waitForEvent('response', (answer) => answer.url().includes('/orders/pdf'))
  const opened = page.context().waitForEvent('page')
  await page.getByRole('button', { name: '打印清单（PDF）' }).click()
  const answer = await answered
  assert.deepEqual([answer.status(), answer.headers()['content-type']], [200, 'application/pdf'])
  await (await opened).close()
}

async function theAuditorSees(page) {
  await page.goto(`${url}/desk/audit`)
  await page.getByRole('button', { name: '校验记录链' }).click()
  await page.getByText('没有被改动').waitFor()
  await page.getByText('确认通告').first().waitFor()
  await shoot(page, 'audit')
  await page.getByText('查阅记录', { exact: true }).click()
  await page.getByText('账号名单（姓名）').first().waitFor()
  await page.getByText('系统管理员').first().waitFor()
  await shoot(page, 'read-log')
}

/** Every room of a person on a telephone of 360 px: nothing may have to be pushed sideways. */
async function roomsOnAPhone(login, rooms) {
  await desk(login, async (page) => {
    for (const room of rooms) {
      await page.goto(`${url}/desk/${room}`)
      await page.waitForSelector('#content h1')
      await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => undefined)
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      await shoot(page, `phone-${room.replace(/[/?=]/g, '-')}`, true)
      assert.ok(over <= 0, `${room} is ${over} px wider than the telephone`)
    }
  }, 'phone')
}

let failed = 1
try {
  const passed = (what) => console.log(`pass ${what}`)
  await theFirstAdministratorComesIn()
  passed('an empty city: the first administrator changes the password, employs people, and a second person vouches')
  let kept = ''
  await desk('nigao', async (page) => { await notice65ChangesNothing(page); kept = await notice108IsPutIn(page) })
  await desk('qianpi', async (page) => { await confirm(page, kept, '108'); await zonesOf108AreListed(page) })
  await desk('zhihui', (page) => boardCounts(page, { 高风险区: 1, 中风险区: 4 }, '108'))
  passed('notice 108: five areas read, confirmed by a second person, on the board')
  await desk('nigao', thePlaceIsSaid)
  await theGridWorkerDoesAnOrder()
  await desk('zhihui', theEvidenceIsKept)
  await desk('nigao', theNationalListIsWeighed)
  await desk('zhihui', theOrderListIsPrinted)
  passed('the published national list is weighed; the order list is printed')
  await roomsOnAPhone('qianpi', ['board', 'zones', 'notices', 'drafts', 'national', 'orders', 'rules', ...zoneRoom, new URL(kept).pathname.slice('/desk/'.length)])
  await roomsOnAPhone('admin', ['accounts'])
  await roomsOnAPhone('zhihui', ['drill'])
  await roomsOnAPhone('shenji', ['audit'])
  passed('every room fits a telephone')
  passed('notice 108: the place is said, the order is done on the phone without a network, the evidence is kept')
  await desk('zhihui', (page) => turnTo(page, '2022-10-13'))
  await desk('qianpi', theDayBeforeIsTooEarly)
  await desk('zhihui', (page) => turnTo(page, '2022-10-14'))
  await desk('nigao', theLastTestIsRecorded)
  await desk('qianpi', theStepDownIsSigned)
  await desk('nigao', theNextNoticeIsDrafted)
  passed('notice 108: too early on 10-13, signed on 10-14, notice 109 drafted and read back from its PDF')
  await desk('zhihui', (page) => turnTo(page, '2022-11-24'))
  await desk('nigao', async (page) => { kept = await notice180IsPutIn(page) })
  await desk('qianpi', (page) => confirm(page, kept, '180', { takeAll: true }))
  passed('notice 180: what the page left out is flagged and not guessed; confirmed')
  await desk('nigao', async (page) => { kept = await notice181IsPutIn(page) })
  await desk('qianpi', async (page) => { await confirm(page, kept, '181', { takeAll: true }); await zonesOf181AreListed(page) })
  await desk('zhihui', (page) => boardCounts(page, { 高风险区: 2 }, '181'))
  passed('notice 181: the torn line is flagged and not guessed; confirmed, on the board')
  await desk('shenji', theAuditorSees)
  passed('the audit chain is whole')
  failed = 0
} catch (error) {
  console.error(`FAIL the printed notices\n${error.stack}`)
} finally { await stop() }
console.log(`pictures in ${shots}`)
process.exit(failed)
