// Who is in charge, on the real server, in a real browser: the registrar sees what nobody answers for,
// pastes three lines, takes them over, names one person for two buildings, hands one over and takes
// that back, names a centre household from a proposal, looks up a door on a day gone by; a grid worker
// finds on the phone who answers for a door, and its phone, which stands in the log.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, signIn, startProgram } from './real.mjs'

needProgram('who is in charge')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const COMPOUND = '兰亭御湖城东区'
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name, fullPage) => shootInto(page, shots, name, fullPage)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)

const building = (page, name) => page.locator('.compound', { hasText: COMPOUND }).locator('tbody tr').filter({ has: page.locator('label', { hasText: new RegExp(`^\\s*${name}$`) }) })
const room = async (page, more = '') => { await page.goto(`${url}/desk/charges${more}`); await page.locator('.compound').first().waitFor() }
const lookUp = async (page, door) => { await page.fill('input[name=door]', door); await page.getByRole('button', { name: '查一查' }).click() }
const chainOf = async (page, n) => { await page.locator('.chain li').nth(n - 1).waitFor(); return (await page.locator('.chain li .who b').allInnerTexts()).join(' ') }

async function households() {
  const ask = await session(url, 'shequ', PASSWORD)
  for (const [floor, door] of [1, 2, 3, 4, 5, 6].flatMap((floor) => [[floor, 1], [floor, 2], [floor, 3], [floor, 4]])) {
    await ask('POST', '/people', 'register', {
      person_id: randomUUID(), fact_id: randomUUID(), community: COMMUNITY, found: false,
      person: { name: '演练住户', document_kind: 'none_yet', document: '', phone: null, born: '1980-01-01', relation: 'head', stay: 'permanent', note: '', compound: COMPOUND, building: '5号楼', unit: '1单元', room: `${floor}0${door}` },
    })
  }
  await ask('POST', '/rounds', 'order_work', { round_id: randomUUID(), place: COMMUNITY, kind: 'sampling', name: '11月24日核酸检测' })
}

async function linesArePasted(page) {
  await room(page)
  await building(page, '5号楼').getByText('未包联').waitFor()
  await page.getByText('24 户中 24 户没有楼栋或中心户责任人').waitFor()
  await shoot(page, 'charges-gaps')
  await page.getByRole('button', { name: '粘贴名单' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('textarea').fill(`楼栋 姓名 单位 电话\n${COMPOUND} 李科长 街道科级干部 10000000001\n${COMPOUND}5号楼：张三（党员）10000000002\n5号楼 赵四 志愿者 10000000003`)
  await dialog.getByRole('button', { name: '看看读成了什么' }).click()
  await dialog.getByText('读懂 2 行').waitFor()
  await dialog.getByText('几个小区都有这个楼号，请写上小区名').waitFor()
  await dialog.getByText('表头，不导入').waitFor()
  await shoot(page, 'charges-paste')
  await dialog.locator('textarea').fill(`${COMPOUND} 李科长 街道科级干部 10000000001\n${COMPOUND}5号楼：张三（党员）10000000002\n${COMPOUND}6号楼 赵四 志愿者 10000000003`)
  await dialog.getByRole('button', { name: '看看读成了什么' }).click()
  await dialog.getByRole('button', { name: '导入 3 行' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await building(page, '5号楼').getByText('张三').waitFor()
  assert.equal(await building(page, '5号楼').getByText('未包联').count(), 0)
  await page.getByText('24 户中 0 户没有楼栋或中心户责任人').waitFor()
  await building(page, '7号楼').getByText('未包联').waitFor()
}

async function onePersonForTwoBuildings(page) {
  await building(page, '7号楼').locator('input[type=checkbox]').check()
  await building(page, '8号楼').locator('input[type=checkbox]').check()
  await page.getByRole('button', { name: '给选中的 2 处指定责任人' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[name=name]').fill('孙五')
  await dialog.getByRole('button', { name: '确定' }).click()
  await dialog.getByText('请选择身份。').waitFor()
  await dialog.locator('label', { hasText: '志愿者' }).click()
  await shoot(page, 'charges-new')
  await dialog.getByRole('button', { name: '确定' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await building(page, '8号楼').getByText('孙五').waitFor()
  await page.getByText('只看未包联').click()
  await building(page, '9号楼').waitFor()
  assert.equal(await building(page, '8号楼').count(), 0, 'only where nobody is')
  await page.getByText('只看未包联').click()
}

async function handedOver(page) {
  await building(page, '5号楼').getByRole('button', { name: /张三/ }).click()
  const drawer = page.locator('.el-drawer')
  await drawer.getByRole('button', { name: '换人' }).click()
  await drawer.locator('input[name=name]').fill('周六')
  await drawer.locator('input[name=phone]').fill('10000000006')
  await drawer.locator('label', { hasText: '党员' }).click()
  await drawer.getByRole('button', { name: '确认换人' }).click()
  await drawer.getByText('请写明原因。').waitFor()
  await drawer.locator('input[name=reason]').fill('轮休')
  await drawer.getByRole('button', { name: '确认换人' }).click()
  await drawer.locator('.past li', { hasText: '轮休' }).waitFor()
  await shoot(page, 'charges-handed-over')
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  await building(page, '5号楼').getByRole('button', { name: /周六/ }).waitFor()
  assert.equal(await building(page, '5号楼').getByText('张三').count(), 0)
  // Taken back, and done again.
  await building(page, '5号楼').getByRole('button', { name: /周六/ }).click()
  await drawer.getByRole('button', { name: '撤销上一步' }).click()
  await drawer.getByText('换人作废，仍由原责任人负责。').waitFor()
  await drawer.locator('input[name=reason]').fill('点错了')
  await drawer.getByRole('button', { name: '确认' }).click()
  await drawer.getByText('撤销（从未生效）').waitFor()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  await building(page, '5号楼').getByRole('button', { name: /张三/ }).waitFor()
}

async function aCentreHousehold(page) {
  await page.getByRole('button', { name: '中心户提议' }).click()
  const dialog = page.getByRole('dialog', { name: '中心户提议' })
  await dialog.locator('.el-select').click()
  await page.getByRole('option', { name: `${COMPOUND} 5号楼`, exact: true }).click()
  await dialog.getByRole('button', { name: '分一分' }).click()
  await dialog.getByText('第 1 组').waitFor()
  await shoot(page, 'charges-proposal')
  await dialog.getByRole('button', { name: '指定这一组的中心户' }).first().click()
  const form = page.getByRole('dialog', { name: /指定责任人/ })
  await form.locator('.home .el-select').click()
  await page.getByRole('option', { name: /1单元101$/ }).click()
  await form.locator('.home', { hasText: '1单元101' }).waitFor()
  await form.locator('input[name=name]').fill('陈英')
  await form.locator('input[name=phone]').fill('10000000009')
  await form.locator('label', { hasText: '党员' }).click()
  await form.getByRole('button', { name: '确定' }).click()
  await form.waitFor({ state: 'hidden' })
  await dialog.getByText('已采用').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await building(page, '5号楼').getByRole('button', { name: /陈英 \d+ 户/ }).waitFor()
}

async function aDoorIsLookedUp(page) {
  await lookUp(page, `${COMPOUND}5-1-102`)
  assert.equal(await chainOf(page, 3), '陈英 张三 李科长')
  await page.getByRole('button', { name: '看 陈英 的电话' }).click()
  await page.getByRole('link', { name: '拨打 10000000009' }).waitFor()
  await shoot(page, 'charges-door')
  await lookUp(page, '五湖四海')
  await page.getByText('没有找到这个门牌').waitFor()
  await room(page, '?on=2022-11-08')
  await page.getByText('正在查看 2022年11月8日 的责任人').waitFor()
  await building(page, '5号楼').getByText('未包联').waitFor()
  assert.equal(await page.getByRole('button', { name: '粘贴名单' }).count(), 0, 'a day gone by is to look at')
  await lookUp(page, `${COMPOUND}5-1-102`)
  await page.getByText('没有人负责这里').waitFor()
  // The person's drawer says it too.
  await page.goto(`${url}/desk/register?within=${COMMUNITY}`)
  await page.getByRole('button', { name: '演练住户' }).or(page.locator('td.lead button')).first().click()
  const drawer = page.locator('.el-drawer')
  await drawer.getByText('谁负责这户').waitFor()
  await drawer.locator('.chain li').first().waitFor()
  await shoot(page, 'charges-person')
}

async function onThePhone() {
  const { page, problems, close } = await openBrowser('phone')
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await signIn(page, url, 'field', 'wangge', PASSWORD)
    await page.getByRole('link', { name: '清楼表' }).click()
    await page.getByRole('button', { name: '带走名单' }).click()
    await page.getByRole('button', { name: '102 的责任人' }).click()
    const sheet = page.locator('.van-popup', { hasText: '谁负责这户' })
    await sheet.locator('.chain li').nth(2).waitFor()
    assert.equal((await sheet.locator('.chain .who b').allInnerTexts()).join(' '), '陈英 张三 李科长')
    await sheet.getByRole('button', { name: '看 陈英 的电话' }).click()
    const call = sheet.getByRole('link', { name: '拨打 10000000009' })
    assert.equal(await call.getAttribute('href'), 'tel:10000000009')
    const box = await call.boundingBox()
    assert.ok(box.height >= 44 && box.x + box.width <= 360, `the link to call is ${JSON.stringify(box)}`)
    await shoot(page, 'charges-phone')
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(over <= 0, `the page scrolls sideways by ${over} px`)
    assert.deepEqual(problems, [], 'the console of the phone is quiet')
  } catch (error) {
    await page.screenshot({ path: join(shots, 'fail-phone.png') }).catch(() => undefined)
    throw error
  } finally { await close() }
}

async function theReadingIsLogged() {
  const ask = await session(url, 'shenji', PASSWORD)
  const log = JSON.stringify(await ask('GET', '/read-log', 'audit'))
  assert.equal(log.split('charge-phone/').length - 1, 2, 'each phone that was read is in the log')
}

async function holdsOnANarrowScreen(page) {
  await room(page)
  await building(page, '5号楼').waitFor()
  await shoot(page, 'charges-narrow', true)
  const right = await page.locator('#content .card, #content td, #content td button').evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)))
  assert.ok(right <= 360, `the room reaches to ${right} px of 360`)
}

let failed = 1
try {
  await households()
  await desk('shequ', async (page) => {
    await linesArePasted(page)
    console.log('pass the registrar sees what nobody answers for, and takes over three pasted lines')
    await onePersonForTwoBuildings(page)
    console.log('pass one person is named for two buildings at once')
    await handedOver(page)
    console.log('pass a building is handed over, and that is taken back')
    await aCentreHousehold(page)
    console.log('pass a centre household is named from a proposal')
    await aDoorIsLookedUp(page)
    console.log('pass a door is looked up, today and on a day gone by')
  })
  await onThePhone()
  console.log('pass a grid worker finds who answers for a door, and calls')
  await theReadingIsLogged()
  console.log('pass each phone that was read is in the log')
  await desk('shequ', holdsOnANarrowScreen, 'phone')
  console.log('pass the room holds on a narrow screen')
  failed = 0
} catch (error) {
  console.error(`FAIL who is in charge\n${error.stack}`)
} finally { await stop() }
console.log(`pictures in ${shots}`)
process.exit(failed)
