// A house that lodges people, on the real server, in a real browser: the community gives it its page, the
// keeper enters three guests at his front desk (one from a risk area, one foreign), pastes a list with one
// bad line, writes a disinfection down; the community receives the guest; the command sees who has not said
// who came.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('a house that lodges people')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const { url, stop } = await startProgram('--demo', '--today', '2022-10-08')
const shoot = (page, name, full) => shootInto(page, shots, `lodging-${name}`, full)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
let house = ''

async function narrow(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(wide, false, 'nothing runs over the edge')
}
async function atFrontDesk(size, act) {
  const browser = await openBrowser(size)
  browser.page.setDefaultTimeout(PATIENCE_MS)
  try { await act(browser.page) } finally { await browser.close() }
}
async function approved(name) {
  const [keeper, command] = [await session(url, 'shequ', PASSWORD), await session(url, 'zhihui', PASSWORD)]
  const venue_id = randomUUID()
  await keeper('POST', '/venues', 'order_work', {
    venue_id, fact_id: randomUUID(), kind: 'hotel', name, place: COMMUNITY, address: '演练街8号', entrances: [],
    capacity: null, answers_name: '演练店家', answers_phone: '10000000081',
  })
  await command('POST', `/venues/${venue_id}/decision`, 'command', { fact_id: randomUUID(), facts: 1, approve: true, reason: '' })
}

async function thePageIsGiven(page) {
  await page.goto(`${url}/desk/lodgings`)
  await page.getByText('演练宾馆', { exact: true }).waitFor()
  await page.getByRole('button', { name: '发登记页' }).first().waitFor()
  await shoot(page, 'houses-new')
  await page.locator('tr', { hasText: '演练宾馆' }).getByRole('button', { name: '发登记页' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '发登记页' }).click()
  const link = page.getByRole('dialog').getByRole('link')
  await link.waitFor()
  house = await link.getAttribute('href')
  await shoot(page, 'page-given')
}

async function enter(page, fields, picks) {
  await page.getByRole('link', { name: '登记一位旅客' }).click()
  for (const [name, value] of Object.entries(fields)) await page.fill(`input[name=${name}]`, value)
  for (const [name, value] of Object.entries(picks)) await page.selectOption(`select[name=${name}]`, value)
}
async function save(page) {
  await page.getByRole('button', { name: '登记，看要做什么' }).click()
}
async function theKeeperEnters(page) {
  await page.goto(url + house)
  await page.getByText('今天还没有报').waitFor()
  await narrow(page)
  await shoot(page, 'house-empty', true)
  await enter(page, { name: '演练旅客甲', document: 'X8100001', phone: '10000000091', room: '301', from: '不知道在哪' }, { kind: 'passport', station: 'taiyuan_south', stayed: 'high' })
  await save(page)
  await page.getByText('没有查到', { exact: false }).first().waitFor()
  assert.equal(await page.inputValue('input[name=room]'), '301', 'what was typed stays')
  await shoot(page, 'guest-form', true)
  await page.fill('input[name=from]', '北京市朝阳区')
  await save(page)
  await page.getByText('等社区接收').waitFor()
  await page.getByText('红标').first().waitFor()
  assert.equal(await page.getByText('X8100001').count(), 0, 'the number is masked')
  await narrow(page)
  await shoot(page, 'guest-red', true)
  await page.getByRole('link', { name: /返回/ }).click()
  await enter(page, { name: 'Anna Maria Müller', document: 'C01X0001', phone: '0049 30 1234567', room: '302', from: '广州' }, { kind: 'passport', station: 'wusu', stayed: 'nowhere' })
  await save(page)
  await page.getByRole('heading', { name: /Anna Maria/ }).waitFor()
  await shoot(page, 'guest-foreign', true)
  await page.getByRole('link', { name: /返回/ }).click()
  await enter(page, { name: '演练旅客乙', document: 'X8100002', phone: '10000000092', room: '303', from: '本市' }, { kind: 'other', station: 'other', home: 'here' })
  await save(page)
  await page.getByText('没有来返并的要求').waitFor()
}
async function theKeeperPastes(page) {
  await page.goto(url + house)
  await page.getByRole('link', { name: '粘贴名单' }).click()
  const list = ['姓名\t房号\t证件类型\t证件号码\t联系电话\t从哪里来\t怎么来的', '演练旅客丙\t401\t护照\tX8100003\t10000000093\t朔州市应县\t火车', '演练旅客丁\t402\t护照\tX8100004\t无\t朔州市应县\t自驾'].join('\n')
  await page.fill('textarea[name=list]', list)
  await page.getByRole('button', { name: '登记名单里的人' }).click()
  await page.getByText('有1行没有登记').waitFor()
  await page.getByText('电话应为7至15位数字').waitFor()
  await narrow(page)
  await shoot(page, 'pasted', true)
  const left = await page.inputValue('textarea[name=list]')
  assert.ok(left.includes('演练旅客丁') && !left.includes('演练旅客丙'), 'the bad line alone comes back')
  await page.fill('textarea[name=list]', left.replace('\t无\t', '\t10000000094\t'))
  await page.getByRole('button', { name: '登记名单里的人' }).click()
  await page.getByText('都登记好了').waitFor()
}
async function theKeeperDisinfects(page) {
  await page.goto(url + house)
  await page.getByText('现在住着的5人').waitFor()
  await page.getByText('登记一次消毒').click()
  await page.getByText('大堂', { exact: true }).click()
  await page.getByText('电梯', { exact: true }).click()
  await page.getByRole('button', { name: '记下消毒' }).click()
  await page.getByText('今天消毒').or(page.getByText('1次')).first().waitFor()
  await narrow(page)
  await shoot(page, 'house', true)
  await page.getByRole('button', { name: '303室演练旅客乙退房' }).click()
  await page.getByText('现在住着的4人').waitFor()
}
async function theCommunityReceives(page) {
  await page.goto(`${url}/desk/lodgings`)
  const row = page.locator('tr', { hasText: '演练宾馆' })
  await row.getByText('新入住 5 人').waitFor()
  await row.getByText('1 / 2 次').waitFor()
  await row.getByText('规定怎么说').click()
  await row.getByText('加大消毒频次', { exact: false }).first().waitFor()
  await shoot(page, 'houses', true)
  await page.getByRole('tab', { name: '等接收的旅客' }).click()
  const first = page.locator('li', { hasText: '演练旅客甲' }).first()
  await first.locator('.tag.red').first().waitFor()
  await shoot(page, 'guests', true)
  await first.getByRole('button', { name: '已接收' }).click()
  await page.locator('li', { hasText: '演练旅客甲' }).waitFor({ state: 'detached' })
}
async function theCommandSees(page) {
  await page.goto(`${url}/desk/lodgings`)
  await page.getByText('演练民宿').waitFor()
  assert.equal(await page.getByText('演练旅客').count(), 0, 'the command sees numbers, no guest')
  assert.equal(await page.getByRole('button', { name: '看网址' }).count(), 0)
  await page.getByText('只看缺的').click()
  await page.locator('tr', { hasText: '演练民宿' }).waitFor()
  await narrow(page)
  await shoot(page, 'command', true)
}

try {
  await approved('演练宾馆')
  await approved('演练民宿')
  await desk('shequ', thePageIsGiven)
  await atFrontDesk('phone', theKeeperEnters)
  await atFrontDesk('desk', theKeeperPastes)
  await atFrontDesk('phone', theKeeperDisinfects)
  await desk('shequ', theCommunityReceives)
  await desk('zhihui', theCommandSees, 'phone')
  console.log(`a house that lodges people: pictures in ${shots}`)
} finally { await stop() }
