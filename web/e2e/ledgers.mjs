// The ledgers on the real server, in a real browser: whom the register offers is confirmed or passed
// over, somebody is entered with his days of dialysis, the order of the day is there, a grid worker
// notes his visit, an entry is reviewed, put right and ended, and somebody is entered from a door.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { openBrowser } from './browser.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, signIn, startProgram } from './real.mjs'

needProgram('the ledgers')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
// A Thursday.
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name, fullPage) => shootInto(page, shots, name, fullPage)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)

function newId() {
  const hex = Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
/** What the page itself could send, as the one who is signed in. */
const send = (page, path, purpose, body) => page.evaluate(async ([to, what_for, text]) => {
  const answer = await fetch(`/api/v1${to}`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-fangxian': '1', purpose: what_for }, body: text })
  if (!answer.ok) throw new Error(`${to}: ${answer.status} ${await answer.text()}`)
}, [path, purpose, JSON.stringify(body)])
const register = (page, name, born, building, room) => send(page, '/people', 'register', {
  person_id: newId(), fact_id: newId(), community: COMMUNITY, found: false,
  person: { name, document_kind: 'none_yet', document: '', born, relation: 'head', stay: 'permanent', compound: '兰亭御湖城东区', building: `${building}号楼`, unit: '1单元', room },
})
const rows = (page) => page.locator('table.rows tbody tr')
const row = (page, text) => page.locator('table.rows tbody tr', { hasText: text })
const tab = (page, name) => page.getByRole('tab', { name }).click()
const room = async (page) => { await page.goto(`${url}/desk/ledgers`); await page.getByRole('tab', { name: '今日应上门' }).waitFor() }

async function theRegisterOffers(page) {
  await register(page, '演练老人', '1934-05-06', 5, '101')
  await register(page, '演练病人', '1970-05-06', 5, '102')
  await register(page, '演练返乡', '1990-05-06', 3, '103')
  await room(page)
  await page.getByText('登记里有 2 人次可能应列入台账').waitFor()
  await page.getByText('今天没有应上门的').waitFor()
  await page.getByRole('button', { name: '逐个核对' }).click()
  await page.getByText('登记的出生日期是1934年5月6日，今天88岁。').waitFor()
  await shoot(page, 'ledger-offers')
  await page.keyboard.press('Enter')
  await page.getByText('登记里有 1 人次可能应列入台账').waitFor()
  await page.getByText('这一户只登记了一人，今天88岁。').waitFor()
  await page.keyboard.press('n')
  await page.getByRole('button', { name: '不列入' }).click()
  await page.getByText('请写明原因。').waitFor()
  await page.getByRole('button', { name: '与子女同住' }).click()
  await page.getByRole('button', { name: '不列入' }).click()
  await page.getByText('可能应列入台账').waitFor({ state: 'hidden' })
  await row(page, '80岁以上').waitFor()
  assert.match(await row(page, '80岁以上').innerText(), /演练老人/, 'whoever visits knows whom')
  await tab(page, /特殊关爱/)
  await row(page, '演**').waitFor()
  assert.equal(await row(page, '演练老人').count(), 0, 'the ledger is masked')
  await tab(page, /今日应上门/)
}

async function somebodyIsEntered(page) {
  await page.getByRole('button', { name: '列入台账' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[name=who]').fill('ylbr')
  await dialog.locator('input[name=who]').press('Enter')
  await dialog.locator('li button', { hasText: '5号楼1单元102' }).click()
  await dialog.getByRole('radio', { name: '透析' }).click()
  await dialog.locator('input[name=reason]').fill('家属来电申请')
  await dialog.getByRole('button', { name: '列入', exact: true }).click()
  await dialog.getByText('请选定每周哪几天透析。').waitFor()
  await dialog.getByRole('button', { name: '一', exact: true }).click()
  await dialog.getByRole('button', { name: '四', exact: true }).click()
  await shoot(page, 'ledger-enter')
  await dialog.getByRole('button', { name: '列入', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  await row(page, '每周一、四透析').filter({ hasText: '演练病人' }).waitFor()
  await page.getByText('今天应上门或复核 2 条，还剩 2 条').waitFor()
}

async function isolationNeedsTwo(page) {
  await tab(page, /潜在风险/)
  await page.getByRole('button', { name: '列入台账' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[name=who]').fill('演练返乡')
  await dialog.locator('input[name=who]').press('Enter')
  await dialog.locator('li button').first().click()
  await dialog.locator('.el-date-editor input').first().fill('2022-11-29')
  await page.keyboard.press('Enter')
  await dialog.locator('input[name=doctor]').fill('演练医生')
  await dialog.locator('input[name=reason]').fill('市外返回')
  await dialog.getByRole('button', { name: '列入', exact: true }).click()
  await dialog.getByText('医生和信息员都要填写。').waitFor()
  await dialog.locator('input[name=informant]').fill('演练信息员')
  await shoot(page, 'ledger-isolation')
  await dialog.getByRole('button', { name: '列入', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  await row(page, '隔离至 11月29日').waitFor()
}

async function theOrderIsThere(page) {
  await page.goto(`${url}/desk/orders`)
  await page.getByRole('button', { name: '台账上门' }).first().waitFor()
  assert.equal(await page.getByRole('button', { name: '台账上门' }).count(), 2, 'one for each grid')
  const drawer = page.locator('.el-drawer')
  const said = []
  for (const n of [0, 1]) {
    await page.getByRole('button', { name: '台账上门' }).nth(n).click()
    await drawer.getByText('上午10时出发').waitFor()
    said.push(await drawer.innerText())
    if (n === 0) await shoot(page, 'ledger-order')
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
  }
  assert.ok(said.some((text) => text.includes('应上门2人次（80岁以上1、透析1）')), said.join())
  assert.ok(said.some((text) => text.includes('应上门1人次（居家隔离1）')), said.join())
  assert.ok(!said.join().includes('演练'), 'the order names nobody')
}

async function aGridWorkerVisits(page) {
  await room(page)
  await row(page, '演练病人').waitFor()
  assert.equal(await rows(page).count(), 2, 'his own grid alone')
  assert.equal(await page.getByText('可能应列入台账').count(), 0)
  await row(page, '演练病人').getByRole('button', { name: '已上门' }).click()
  await row(page, '演练病人').waitFor({ state: 'hidden' })
  await page.getByText('还剩 1 条').waitFor()
  await row(page, '演练老人').locator('td.lead button').click()
  const drawer = page.locator('.el-drawer')
  await drawer.getByText('办理记录').waitFor()
  assert.equal(await drawer.getByText('登记筛出：').count(), 0, 'whoever only visits reads no reasons')
  assert.equal(await drawer.getByRole('button', { name: '移出台账' }).count(), 0)
  await shoot(page, 'ledger-grid-worker')
}

async function aTourOnThePhone() {
  const { page, problems, close } = await openBrowser('phone')
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await signIn(page, url, 'field', 'wangge', PASSWORD)
    await page.getByRole('tab', { name: '本网格' }).click()
    await page.locator('article', { hasText: '台账上门' }).click()
    const one = page.locator('.tour li', { hasText: '演练老人' })
    await one.waitFor()
    assert.equal(await page.locator('.tour li').count(), 1, 'who was visited is not on the list')
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(over <= 0, `the page scrolls sideways by ${over} px`)
    await shoot(page, 'ledger-phone')
    await one.getByRole('button', { name: '已上门' }).click()
    await page.getByText('今天应上门的都已办完').waitFor()
    await page.locator('.tour').getByText('2 / 2').waitFor()
    assert.deepEqual(problems, [], 'the console of the phone is quiet')
  } catch (error) {
    await page.screenshot({ path: join(shots, 'fail-phone.png') }).catch(() => undefined)
    throw error
  } finally { await close() }
}

async function reviewedChangedAndEnded(page) {
  await room(page)
  await tab(page, /特殊关爱/)
  await page.getByRole('button', { name: '透析 1' }).click()
  await row(page, '已上门').waitFor()
  assert.equal(await rows(page).count(), 1)
  await shoot(page, 'ledger-list')
  await row(page, '透析').locator('td.lead button').click()
  const drawer = page.locator('.el-drawer')
  await drawer.getByText('演练病人').waitFor()
  await drawer.getByRole('button', { name: '复核' }).click()
  await drawer.locator('input[name=note]').fill('还在透析')
  await drawer.getByRole('button', { name: '确认' }).click()
  await drawer.locator('li', { hasText: '还在透析' }).waitFor()
  await drawer.getByRole('button', { name: '修改' }).click()
  await drawer.getByRole('button', { name: '四', exact: true }).click()
  await drawer.getByRole('button', { name: '五', exact: true }).click()
  await drawer.locator('input[name=reason]').fill('透析日调整')
  await drawer.getByRole('button', { name: '确认' }).click()
  await drawer.locator('li', { hasText: '改了类别内容' }).waitFor()
  await drawer.getByText('每周一、五透析').waitFor()
  await shoot(page, 'ledger-entry')
  await drawer.getByRole('button', { name: '移出台账' }).click()
  await drawer.getByRole('button', { name: '确认' }).click()
  await drawer.getByText('请写明原因。').waitFor()
  await drawer.locator('input[name=note]').fill('转院治疗')
  await drawer.getByRole('button', { name: '确认' }).click()
  await drawer.locator('li', { hasText: '转院治疗' }).waitFor()
  assert.equal(await drawer.locator('.past li').count(), 5, 'entered, visited, reviewed, changed, ended')
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  await tab(page, '已移出')
  await row(page, '透析').waitFor()
}

async function fromADoor(page) {
  const round = newId()
  await send(page, '/rounds', 'order_work', { round_id: round, place: COMMUNITY, kind: 'door_knocking', name: '敲门行动' })
  await page.goto(`${url}/desk/rounds/${round}`)
  await page.getByRole('button', { name: '演练病人 列入台账' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('演练病人').first().waitFor()
  await dialog.getByRole('radio', { name: '卧床' }).click()
  await dialog.locator('input[name=reason]').fill('敲门得知')
  await shoot(page, 'ledger-knocked')
  await dialog.getByRole('button', { name: '列入', exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
  await room(page)
  await row(page, '卧床').locator('td.lead button').click()
  await page.locator('.el-drawer').getByText('敲门发现').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.el-drawer').waitFor({ state: 'hidden' })
}

async function aLedgerOfItsOwn(page) {
  await page.getByRole('button', { name: '管理自定义台账' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[name=own-name]').fill('宠物家庭')
  await dialog.getByRole('button', { name: '建立' }).click()
  await dialog.locator('li', { hasText: '宠物家庭' }).waitFor()
  await dialog.getByRole('button', { name: '停用' }).click()
  await dialog.getByText('已停用').waitFor()
  await dialog.getByRole('button', { name: '恢复' }).click()
  await dialog.getByRole('button', { name: '停用' }).waitFor()
  await shoot(page, 'ledger-own')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
}

async function holdsOnANarrowScreen(page) {
  await room(page)
  await rows(page).first().waitFor()
  await shoot(page, 'ledger-narrow', true)
  // The tabs scroll within their own line; all else has to fit.
  const right = await page.locator('#content .card, #content td, #content td button').evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)))
  assert.ok(right <= 360, `the room reaches to ${right} px of 360`)
}

let failed = 1
try {
  await desk('shequ', async (page) => {
    await theRegisterOffers(page)
    console.log('pass whom the register offers is confirmed, and passed over with a reason')
    await somebodyIsEntered(page)
    console.log('pass somebody is entered with his days of dialysis')
    await isolationNeedsTwo(page)
    console.log('pass isolation at home needs a doctor and an informant')
    await theOrderIsThere(page)
    console.log('pass the order of the day is there for each grid, and names nobody')
  })
  await desk('wangge', aGridWorkerVisits)
  console.log('pass a grid worker sees his grid, and notes a visit')
  await aTourOnThePhone()
  console.log('pass the tour is walked with the phone')
  await desk('shequ', async (page) => {
    await reviewedChangedAndEnded(page)
    console.log('pass an entry is reviewed, put right and ended, with its history')
    await fromADoor(page)
    console.log('pass somebody is entered from a door')
    await aLedgerOfItsOwn(page)
    console.log('pass the community keeps a ledger of its own')
  })
  await desk('shequ', holdsOnANarrowScreen, 'phone')
  console.log('pass the room holds on a narrow screen')
  failed = 0
} catch (error) {
  console.error(`FAIL the ledgers\n${error.stack}`)
} finally { await stop() }
console.log(`pictures in ${shots}`)
process.exit(failed)
