// The whole loop on the real server, in a real browser: a notice in, zones on the board, orders on
// the grid worker's phone, done with evidence with the network down, the step-down signed, the next
// notice drafted and printed. Takes a picture of each room on the way, into SHOTS.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openBrowser } from './browser.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, signIn as signInAt, startProgram } from './real.mjs'

needProgram('the whole loop')
const shots = await shotsFolder()
const NOTICE = `太原市疫情防控领导小组办公室通告

（2022年第182号）

关于我市新增高风险区的通告

经研判，我市新增高风险区2个。具体如下：

一、高风险区

晋源区（2个）：兰亭御湖城东区7号楼，当代MOMA沿湖城7号楼2单元。

高风险区内实行“足不出户，上门服务”封控措施。高风险区连续5天无新增感染者降为低风险区。

太原市疫情防控领导小组办公室
2022年11月24日
`
const PASSWORD = 'yanlian-demo-2022'

const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name, fullPage) => shootInto(page, shots, name, fullPage)
const signIn = (page, door, login) => signInAt(page, url, door, login, PASSWORD)
const desk = (login, act) => atDesk({ url, shots }, login, PASSWORD, act)

async function theNoticeIsPutIn(page) {
  await page.goto(`${url}/desk/notices`)
  await page.fill('textarea', NOTICE)
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('mark')
  await shoot(page, 'notice')
  await page.getByRole('button', { name: '录入并核对' }).click()
  await page.waitForURL(/\/desk\/notices\/[0-9a-f-]{36}/)
  return page.url()
}

async function theSignerConfirms(page, kept) {
  // The signer was told that it waits, and the message leads there.
  await page.getByRole('link', { name: /条未读消息/ }).click()
  await page.getByRole('button', { name: /2022年第182号通告等待确认/ }).click()
  await page.waitForURL(kept)
  await page.getByRole('button', { name: '确认采用', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: '确认采用', exact: true }).click()
  await page.getByText('已采用', { exact: true }).waitFor()
  await page.goto(`${url}/desk/zones`)
  await page.locator('td.lead', { hasText: '兰亭御湖城东区7号楼' }).waitFor()
  await shoot(page, 'zones')
}

async function theGridWorkerDoesAnOrderOffline() {
  const { page, context, problems, close } = await openBrowser('phone')
  page.setDefaultTimeout(PATIENCE_MS)
  const foreign = []
  page.on('request', (asked) => { if (!asked.url().startsWith(url) && !/^(data|blob):/.test(asked.url())) foreign.push(asked.url()) })
  try {
    await signIn(page, 'field', 'wangge')
    await page.click('[role=tab]:nth-child(2)')
    await page.locator('article', { hasText: '兰亭御湖城东区 7号楼' }).first().waitFor()
    await shoot(page, 'field')
    await page.getByRole('button', { name: /条未读消息/ }).click()
    const told = page.getByRole('button', { name: /兰亭御湖城东区7号楼列为高风险区/ })
    await told.waitFor()
    await shoot(page, 'field-messages')
    await told.click()
    await page.getByRole('button', { name: '消息', exact: true }).waitFor()
    await page.waitForFunction(() => navigator.serviceWorker.ready.then((found) => found.active?.state === 'activated'))
    await context.setOffline(true)
    await page.locator('article', { hasText: '告知住户' }).first().click()
    await page.getByRole('button', { name: '领取' }).click()
    await page.getByRole('button', { name: '完成' }).click()
    await page.fill('input[name=done]', '44')
    await shoot(page, 'field-done')
    await page.click('.sheet [type=submit]')
    await page.waitForURL(/\/field\/$/)
    await page.getByText('2 条待上传').waitFor({ timeout: 30_000 })
    await context.setOffline(false)
    await page.goto(`${url}/field/queue`)
    await page.getByRole('button', { name: '立即上传' }).click()
    await page.waitForFunction(() => document.querySelectorAll('.sending.accepted').length === 2, null, { timeout: 30_000 })
    await shoot(page, 'field-queue')
    assert.deepEqual(foreign, [], 'no other server is asked for anything')
    // With the network cut, a stream of events that cannot be reached is no fault of the page.
    assert.deepEqual(problems.filter((line) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(line)), [], 'the console of the phone is quiet')
  } catch (error) {
    await page.screenshot({ path: join(shots, 'fail-field.png') }).catch(() => undefined)
    throw error
  } finally { await close() }
}

async function theBoardFollows(page) {
  await page.goto(`${url}/desk/board`)
  await page.getByText('今日完成').first().waitFor().catch(() => undefined)
  await page.waitForTimeout(1500)
  await shoot(page, 'board')
  await page.goto(`${url}/desk/drill`)
  await page.locator('input').first().fill('2022-11-29')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '推进', exact: true }).click()
  await page.getByText('2022年11月29日').first().waitFor()
  await page.waitForFunction(() => document.querySelector('.now b')?.textContent === '2022年11月29日')
  await shoot(page, 'drill')
}

async function theStepDownIsSigned(page) {
  await page.goto(`${url}/desk/zones`)
  await page.locator('td.lead', { hasText: '兰亭御湖城东区7号楼' }).locator('a').first().click()
  await page.getByRole('button', { name: '签发降级' }).waitFor()
  await shoot(page, 'zone')
  await page.getByRole('button', { name: '签发降级' }).click()
  await page.getByRole('button', { name: '确认签发' }).click()
  await page.getByText('已签发。').waitFor()
}

async function theNextNoticeIsDrafted(page) {
  await page.goto(`${url}/desk/drafts`)
  await page.getByRole('button', { name: '生成草稿' }).click()
  await page.waitForSelector('.paper')
  const paper = await page.innerText('.paper')
  assert.match(paper, /2022年第183号/)
  assert.match(paper, /兰亭御湖城东区7号楼/)
  await shoot(page, 'draft')
  const pdf = await page.evaluate(async () => {
    const headers = { purpose: 'zone_decision' }
    const { rows } = await (await fetch('/api/v1/drafts', { headers })).json()
    const answer = await fetch(`/api/v1/drafts/${rows[0].draft_id}/pdf`, { headers })
    return { status: answer.status, start: (await answer.text()).slice(0, 5) }
  })
  assert.deepEqual(pdf, { status: 200, start: '%PDF-' })
}

async function aNationalListIsTakenOver(page) {
  await page.goto(`${url}/desk/national`)
  await page.getByText('还没有导入过名单。').waitFor()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: '导出本市名单' }).click()
  const list = JSON.parse(await readFile(await (await saved).path(), 'utf8'))
  const upload = (name) => page.setInputFiles('input[type=file]', { name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(list)) })
  await upload('same.json')
  await page.getByText('名单与登记册一致。').waitFor()
  list.data.highlist[0].communitys.push('演练村')
  if (list.data.hcount !== undefined) list.data.hcount += 1
  await upload('more.json')
  await page.getByText('可以导入').waitFor()
  await shoot(page, 'national')
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await page.getByText('已采用').first().waitFor()
  await upload('more.json')
  await page.getByText('这份名单已经导入过').waitFor()
  const all = list.data.highlist
  list.data.highlist = all.slice(0, 1)
  list.data.hcount = list.data.highlist[0].communitys.length
  await upload('cut.json')
  await page.getByText('会被搁置').waitFor()
  await shoot(page, 'national-held')
}

async function theResidentSees() {
  const { page, close } = await openBrowser('phone', { javaScriptEnabled: false })
  await page.goto(url)
  await page.getByText('兰亭御湖城').first().waitFor()
  await shoot(page, 'public')
  await close()
}

let failed = 1
try {
  let kept = ''
  await desk('nigao', async (page) => { kept = await theNoticeIsPutIn(page) })
  console.log('pass a notice is put in')
  await desk('qianpi', (page) => theSignerConfirms(page, kept))
  console.log('pass a second person confirms it, and the zones are on the list')
  await desk('nigao', aNationalListIsTakenOver)
  console.log('pass a national list is weighed, taken over once, and held where it was cut off')
  await theResidentSees()
  console.log('pass a resident sees them without script')
  await theGridWorkerDoesAnOrderOffline()
  console.log('pass the grid worker does an order with the network down')
  await desk('zhihui', theBoardFollows)
  await desk('qianpi', theStepDownIsSigned)
  console.log('pass the day is turned and the step-down signed')
  await desk('nigao', theNextNoticeIsDrafted)
  console.log('pass the next notice is drafted and printed')
  failed = 0
} catch (error) {
  console.error(`FAIL the whole loop\n${error.stack}`)
} finally { await stop() }
console.log(`pictures in ${shots}`)
process.exit(failed)
