// 协查 on the real server, in a real browser: the desk enters a sender and puts his list in, with his own
// headings; the community calls by keyboard and answers; the desk takes the answers out in the sender's form,
// gives on whom nobody knew, and sees the numbers.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, signIn, startProgram } from './real.mjs'

needProgram('lists that ask about people')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const { url, stop } = await startProgram('--demo', '--today', '2022-10-08')
const shoot = (page, name, full) => shootInto(page, shots, `verify-${name}`, full)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
const LIST = [
  '某市协查人员名单（10月8日）,,,,,,',
  '序号,手机号码,人员姓名,公民身份号码,接触地点,接触时间,反馈结果',
  '1,10000000000,测试,11010519491231002X,某市某商场,10月5日下午,',
  '2,10000000081,演练丙,,,,',
  '3,,演练丁,110105194912310021,,,',
].join('\n')

async function narrow(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(wide, false, 'nothing runs over the edge')
}
async function registered() {
  const keeper = await session(url, 'shequ', PASSWORD)
  await keeper('POST', '/people', 'register', {
    person_id: randomUUID(), fact_id: randomUUID(), community: COMMUNITY, found: false,
    person: { name: '测试', document_kind: 'resident_id', document: '11010519491231002X', phone: '10000000000', relation: 'head', stay: 'permanent', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room: '101' },
  })
}

async function theListIsTaken(page) {
  await page.goto(`${url}/desk/verifications?tab=lists`)
  await page.getByText('先在“单位”里登记', { exact: false }).waitFor()
  await page.getByRole('tab', { name: '单位' }).click()
  await page.getByRole('button', { name: '登记单位' }).click()
  await page.fill('input[name=name]', '演练市公安局')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('演练市公安局').waitFor()
  await shoot(page, 'senders')
  await page.getByRole('tab', { name: '名单' }).click()
  await page.getByText('近28天没有名单').waitFor()
  await page.setInputFiles('input[type=file]', { name: '协查名单.csv', mimeType: 'text/csv', buffer: Buffer.from(LIST) })
  await page.getByText('公民身份号码').waitFor()
  await shoot(page, 'draft', true)
  await page.getByRole('button', { name: '收下，开始核查' }).click()
  await page.getByText('办理中').waitFor()
  await shoot(page, 'lists', true)
}

async function theCommunityCalls(page) {
  await page.goto(`${url}/desk/verifications`)
  await page.getByText('还有 1 人待核查', { exact: false }).waitFor()
  assert.equal(await page.getByText('10000000000').count(), 0, 'masked until it is opened')
  await shoot(page, 'work')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: '10000000000' }).waitFor()
  await page.keyboard.press('t')
  await page.getByText('联系过 1 次').waitFor()
  await page.getByText('没有联系上').waitFor()
  await page.waitForLoadState('networkidle')
  await page.keyboard.press('1')
  await page.getByRole('radio', { name: '在本地', exact: false }).first().waitFor()
  await page.keyboard.type('住在5号楼，电话接通')
  await shoot(page, 'answering')
  await page.keyboard.press('Control+Enter')
  await page.getByText('还有 0 人待核查', { exact: false }).waitFor()
  await page.getByText('已答复：在本地').waitFor()
  await shoot(page, 'answered')
  await page.goto(`${url}/desk/orders`)
  await page.getByText('协查上门').first().waitFor()
}

async function theAnswersGoBack(page) {
  await page.goto(`${url}/desk/verifications?tab=lists`)
  await page.getByText('1 条答复还没回给对方').waitFor()
  await page.getByRole('button', { name: '反馈表' }).click()
  const downloaded = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载 csv' }).click()
  const text = await readFile(await (await downloaded).path(), 'utf8')
  const lines = text.replace('\ufeff', '').split('\r\n')
  assert.equal(lines[1], LIST.split('\n')[1], 'the sender\u2019s own headings')
  assert.match(lines[2], /^1,10000000000,测试,.*在本地；住在5号楼/)
  assert.match(lines[3], /核查中$/)
  await page.getByText('答复都已回给对方').waitFor()
  await shoot(page, 'replied', true)
  await page.getByRole('tab', { name: '待派' }).click()
  await page.getByText('证件号码有误', { exact: false }).waitFor()
  await shoot(page, 'unplaced', true)
  await page.getByRole('button', { name: '答“信息不足”' }).first().click()
  await page.getByText('已答复。').first().waitFor()
  await page.getByRole('tab', { name: '数字' }).click()
  await page.getByText('1 份 3 行').waitFor()
  await shoot(page, 'numbers', true)
}

// A list of ours goes out as a file and comes back as one, with headings of its own.
async function ourListComesBack(page) {
  await page.goto(`${url}/desk/verifications?tab=lists`)
  await page.getByText('全部答复').or(page.getByText('办理中')).first().waitFor()
  await page.locator('.put .el-select').nth(1).click()
  await page.getByRole('option', { name: '发给外地的' }).click()
  const ours = '编号,姓名,电话\nA-1,演练庚,10000000091\nA-2,演练辛,10000000092\n'
  await page.locator('.put input[type=file]').setInputFiles({ name: '发出名单.csv', mimeType: 'text/csv', buffer: Buffer.from(ours) })
  await page.getByRole('button', { name: '准备好，可以发出' }).click()
  await page.getByText('对方用表格答复').waitFor()
  const theirs = '反馈情况,手机号码,人员姓名\n在本地,10000000092,演练辛\n在境外,10000000099,演练壬\n'
  const theirFile = { name: '答复.csv', mimeType: 'text/csv', buffer: Buffer.from(theirs) }
  await page.locator('.back input[type=file]').setInputFiles(theirFile)
  await page.getByText('2 行中有 1 行有答复').waitFor()
  const told = page.locator('.back p', { hasText: '表中第 3 行' })
  await told.waitFor()
  await page.getByText('不在我们的名单上').first().waitFor()
  assert.equal((await told.innerText()).includes('演练壬'), false, 'masked')
  await shoot(page, 'back', true)
  await page.getByRole('button', { name: '记下 1 条答复' }).click()
  await page.getByText('答复已记下').waitFor()
  await page.locator('.back input[type=file]').setInputFiles(theirFile)
  await page.getByText('没有新的答复').waitFor()
  await page.setViewportSize({ width: 360, height: 740 })
  await narrow(page)
  await shoot(page, 'back-narrow', true)
}

// Whom the desk gives to the community: called from a phone, answered where there is no network.
async function oneIsGiven() {
  const ask = await session(url, 'zhihui', PASSWORD)
  const [row] = await ask('GET', '/verifications/unplaced?within=1401', 'command')
  await ask('POST', `/verifications/cases/${row.case_id}/place`, 'command', { fact_id: randomUUID(), facts: row.facts, place: COMMUNITY })
  return row.case_id
}
async function answeredOnThePhone(case_id) {
  const browser = await openBrowser('phone')
  const { page } = browser
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await signIn(page, url, 'field', 'shequ', PASSWORD)
    await page.setViewportSize({ width: 360, height: 740 })
    await page.getByRole('link', { name: '协查核查' }).click()
    const one = page.locator(`[data-asked="${case_id}"]`)
    await one.getByRole('button', { name: '看完整号码，打电话' }).click()
    await one.getByRole('button', { name: '看完整号码，打电话' }).waitFor({ state: 'detached' })
    await one.getByRole('button', { name: '没联系上' }).click()
    await one.getByText('联系过 1 次').waitFor()
    await page.getByText('条记在手机里').waitFor({ state: 'detached' })
    await page.context().setOffline(true)
    await one.getByRole('button', { name: '记下答复' }).click()
    assert.equal(await one.getByRole('button', { name: '多次联系不上' }).isDisabled(), true, 'it takes three tries')
    await one.getByRole('button', { name: '从未到过' }).click()
    await narrow(page)
    await shoot(page, 'phone-answers', true)
    await one.getByRole('button', { name: '保存答复' }).click()
    await page.getByText('1 条记在手机里').waitFor()
    await one.getByText('已答复：从未到过').waitFor()
    await shoot(page, 'phone-offline', true)
    await page.context().setOffline(false)
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await page.getByText('条记在手机里').waitFor({ state: 'detached' })
    await one.getByText('已答复：从未到过').waitFor()
    await narrow(page)
  } catch (error) {
    await page.screenshot({ path: `${shots}/fail-verify-phone.png` }).catch(() => undefined)
    throw error
  } finally { await browser.close() }
}

try {
  await registered()
  await desk('zhihui', theListIsTaken)
  await desk('shequ', theCommunityCalls)
  await desk('zhihui', theAnswersGoBack)
  await desk('zhihui', ourListComesBack)
  await desk('shequ', async (page) => {
    await page.goto(`${url}/desk/verifications`)
    await page.getByText('已答复：在本地').click()
    await page.getByRole('button', { name: '更正答复' }).waitFor()
    await narrow(page)
    await shoot(page, 'phone', true)
  }, 'phone')
  await answeredOnThePhone(await oneIsGiven())
  console.log('verifications: taken, called by keys, answered in the sender\u2019s form, given on, counted')
} finally { await stop() }
