// A case, on the real server, in a real browser: a tracer opens it upon a report of a clinic, sees within a
// second who lives with him, with the clause and the evidence, adds where he was, finds the gaps marked, lets
// one contact go with a reason, and closes the case; the command sees no case at all.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { session } from './office.mjs'
import { atDesk, needProgram, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('a case')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const { url, stop } = await startProgram('--demo', '--today', '2022-10-08')
const shoot = (page, name, full) => shootInto(page, shots, `cases-${name}`, full)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)

async function narrow(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(wide, false, 'nothing runs over the edge')
}

async function lives(name, document, room) {
  const ask = await session(url, 'shequ', PASSWORD)
  await ask('POST', '/people', 'register', {
    person_id: randomUUID(), fact_id: randomUUID(), community: COMMUNITY, found: false,
    person: { name, document_kind: 'passport', document, phone: '10000000071', relation: 'other', stay: 'permanent', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room },
  })
}

async function aCaseIsOpened(page) {
  await page.goto(`${url}/desk/cases`)
  await page.getByText('没有调查中的病例').waitFor()
  await shoot(page, 'none')
  await page.getByRole('button', { name: '立案' }).first().click()
  await page.fill('input[name=name]', '演练病例甲')
  await page.selectOption('select[name=document_kind]', 'passport')
  await page.fill('input[name=document]', 'X7100009')
  await page.fill('input[name=report]', '某医院2022-118')
  await page.fill('input[name=onset]', '2022-10-07')
  await shoot(page, 'open')
  await page.locator('form').getByRole('button', { name: '立案' }).click()
  await page.getByText('没有查到', { exact: false }).first().waitFor()
  assert.equal(await page.inputValue('input[name=report]'), '某医院2022-118', 'what was typed stays')
  await page.fill('input[name=document]', 'X7100001')
  await page.locator('form').getByRole('button', { name: '立案' }).click()
  await page.getByRole('heading', { name: '演练病例甲' }).waitFor()
}

async function hisContactsAreThere(page) {
  const began = Date.now()
  await page.getByRole('button', { name: '密切接触者 2 人' }).waitFor()
  console.log(`contacts on the screen after ${Date.now() - began} ms`)
  await page.getByText('同住（居民登记）').first().waitFor()
  await page.getByText('到 10月15日', { exact: false }).or(page.getByText('到 10月16日', { exact: false })).first().waitFor()
  await page.getByText('判定标准第 1 条').first().click()
  await page.getByText('共同居住生活人员').first().waitFor()
  await shoot(page, 'contacts', true)
  await page.fill('input[name=where]', 'G8087次列车3车厢5A')
  await page.fill('input[name=from]', '2022-10-07T08:00')
  await page.fill('input[name=to]', '2022-10-07T11:30')
  await page.getByRole('button', { name: '补一段行程' }).click()
  await page.getByText('G8087次列车3车厢5A').waitFor()
  await page.getByText('不清楚去向').first().waitFor()
  await shoot(page, 'line', true)
  // The words name a seat: it is proposed, and kept once somebody looked.
  const seat = page.locator('[data-seat=case]')
  await seat.getByRole('button', { name: '填座位' }).click()
  assert.equal(await page.inputValue('input[name=carriage]'), '3')
  assert.equal(await page.inputValue('input[name=row]'), '5')
  assert.equal(await page.inputValue('input[name=place]'), 'A')
  await shoot(page, 'seat', true)
  await seat.getByRole('button', { name: '记下' }).click()
  await page.getByText('病例座位：3车厢 5排A').first().waitFor()
}

async function oneIsLetGo(page) {
  const first = page.locator('[data-contact]').first()
  await first.getByRole('button', { name: '研判' }).click()
  await first.locator('input[name=reason]').fill('9月起已搬走，社区核实')
  await first.getByRole('button', { name: '解除' }).click()
  await page.getByText('已解除 1 人').waitFor()
  await shoot(page, 'released', true)
}

async function onAPhone(page) {
  await page.goto(`${url}/desk/cases`)
  await page.locator('[data-case] a').first().click()
  await page.getByRole('heading', { name: '演练病例甲' }).waitFor()
  await page.getByText('G8087次列车3车厢5A').waitFor()
  await narrow(page)
  await shoot(page, 'phone', true)
}

async function itIsClosed(page) {
  await page.goto(`${url}/desk/cases`)
  await page.locator('[data-case] a').first().click()
  await page.getByRole('button', { name: '结案' }).click()
  await page.fill('input[name=why]', '转归出院')
  await page.locator('form.closing').getByRole('button', { name: '结案' }).click()
  await page.getByText('没有调查中的病例').waitFor()
  // What stays of a case that is destroyed later are numbers: none yet.
  await page.getByRole('button', { name: '已销毁病例的数量' }).click()
  await page.getByText('还没有销毁过病例').waitFor()
  await shoot(page, 'counts')
}

async function theAuditorSeesNumbers(page) {
  await page.goto(`${url}/desk/audit`)
  await page.getByText('已销毁病例的数量').click()
  await page.getByText('还没有销毁过病例').waitFor()
}

async function theCommandSeesOperationsAlone(page) {
  await page.goto(`${url}/desk/operations`)
  await page.getByText('近30天没有阳性处置').waitFor()
  assert.equal(await page.getByRole('link', { name: '病例', exact: true }).count(), 0)
  await shoot(page, 'operations')
}

try {
  await lives('演练病例甲', 'X7100001', '301')
  await lives('演练家人乙', 'X7100002', '301')
  await lives('演练家人丙', 'X7100003', '301')
  await lives('演练邻居丁', 'X7100004', '302')
  await desk('liudiao', async (page) => {
    await aCaseIsOpened(page)
    await hisContactsAreThere(page)
    await oneIsLetGo(page)
  })
  await desk('liudiao', onAPhone, 'phone')
  await desk('liudiao', itIsClosed)
  await desk('shenji', theAuditorSeesNumbers)
  await desk('zhihui', theCommandSeesOperationsAlone)
  console.log('a case was opened, traced and closed')
} finally {
  await stop()
}
