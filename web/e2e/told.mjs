// What is told of cases, on the real server, in a real browser: a report is pasted and accepted piece by piece,
// what he said is laid beside what was seen, a chain is drawn and chosen in, places are proposed, held back,
// signed, and a reader compares them with his own list on a narrow phone, from which nothing is sent.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('what is told of cases')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const { url, stop } = await startProgram('--demo', '--today', '2022-10-08')
const shoot = (page, name, full) => shootInto(page, shots, `told-${name}`, full)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
const REPORT = '病例1：10月6日8时许至9时20分在美特好超市（长风街店）购物，与2名同事一起。\n10月6日19时乘坐G8087次列车（3车厢12F座）前往大同南站。10月7日出现发热、咳嗽症状。\n10月5日未去过迎泽公园。'

async function narrow(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(wide, false, 'nothing runs over the edge')
}

async function twoCases() {
  const keep = await session(url, 'shequ', PASSWORD)
  const trace = await session(url, 'liudiao', PASSWORD)
  const ids = []
  for (const [name, document, room, onset] of [['演练病例甲', 'X7200001', '301', '2022-10-04'], ['演练病例乙', 'X7200002', '401', '2022-10-07']]) {
    await keep('POST', '/people', 'register', {
      person_id: randomUUID(), fact_id: randomUUID(), community: COMMUNITY, found: false,
      person: { name, document_kind: 'passport', document, phone: '10000000072', relation: 'other', stay: 'permanent', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room },
    })
    const case_id = randomUUID()
    const infected_by = ids[0] ?? null
    await trace('POST', '/cases', 'tracing', { case_id, fact_id: randomUUID(), name, document_kind: 'passport', document, about: { kind: 'confirmed', source: 'clinic', report: `报告${ids.length + 1}`, onset, infected_by } })
    ids.push(case_id)
  }
  return ids
}

async function aReportIsRead(page, id) {
  await page.goto(`${url}/desk/cases/${id}`)
  const part = page.locator('[data-part=reports]')
  await part.getByText('还没有报告').waitFor()
  await part.getByRole('button', { name: '粘贴报告' }).click()
  await part.locator('textarea[name=report]').fill(REPORT)
  await part.getByRole('button', { name: '读一读' }).click()
  await part.getByText('读出 3 段，已采用 0 段').waitFor()
  await part.getByText('写的是没有去，未读作到访').waitFor()
  await part.getByText('时间是大概的').first().waitFor()
  await part.locator('.mark').first().click()
  await shoot(page, 'report', true)
  const first = part.locator('.said li').first()
  await first.getByRole('button', { name: '核对' }).click()
  assert.equal(await first.locator('input[name=from]').inputValue(), '2022-10-06T08:00')
  await first.getByRole('button', { name: '采用' }).click()
  await part.getByText('读出 3 段，已采用 1 段').waitFor()
  // The report does not say when he left the train: the page asks, and fills nothing in.
  const second = part.locator('.said > li').nth(1)
  await second.getByRole('button', { name: '核对' }).click()
  await second.getByText('原文没有写到达或离开的时间', { exact: false }).waitFor()
  assert.equal(await second.locator('input[name=to]').inputValue(), '')
  await second.locator('input[name=to]').fill('2022-10-06T21:00')
  await second.getByRole('button', { name: '采用' }).click()
  await part.getByText('读出 3 段，已采用 2 段').waitFor()
  await page.locator('ol.line').getByText('美特好超市（长风街店）').waitFor()
  await page.locator('[data-part=differs]').getByText('没有不一致').waitFor()
  await shoot(page, 'accepted', true)
}

async function aChainIsDrawn(page) {
  await page.goto(`${url}/desk/transmission`)
  await page.locator('.drawing svg').waitFor()
  await page.getByText('最可能由', { exact: false }).first().waitFor()
  await shoot(page, 'chain', true)
  const card = page.locator('[data-chain="1"]')
  await card.getByRole('button', { name: '都不是' }).click()
  await card.locator('input[name=why]').fill('两人从未见面，现场复核')
  await card.getByRole('button', { name: '记下' }).click()
  await card.getByText('人工选定').first().waitFor()
  await card.getByText('没有找到可能的传染者').waitFor()
  await card.getByRole('button', { name: '选为传染者' }).waitFor()
  await shoot(page, 'chosen', true)
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: '关系图 GraphML' }).click()
  assert.equal((await file).suggestedFilename(), 'chains.graphml')
}

async function placesAreProposed(page) {
  await page.goto(`${url}/desk/risk-lists`)
  const shop = page.locator('[data-window="美特好超市（长风街店）"]')
  await shop.getByText('不知道这一时段有多少人到过', { exact: false }).waitFor()
  await shoot(page, 'held', true)
  await shop.getByRole('button', { name: '写明人数' }).click()
  await shop.locator('input[name=people]').fill('6')
  await shop.getByRole('button', { name: '重新核对' }).click()
  await shop.getByText('不足10人', { exact: false }).waitFor()
  await shop.getByRole('button', { name: '写明人数' }).click()
  await shop.locator('input[name=people]').fill('240')
  await shop.locator('input[name=homes]').fill('150')
  await shop.getByRole('button', { name: '重新核对' }).click()
  await shop.getByText('可以公布').waitFor()
  await shop.locator('.el-checkbox').click()
  await page.getByRole('button', { name: '提出 1 处，送签' }).click()
  await page.getByText('待签发').waitFor()
  await shoot(page, 'proposed', true)
}

async function anotherSigns(page) {
  await page.goto(`${url}/desk/risk-lists`)
  const list = page.locator('[data-list=waiting]')
  await list.getByRole('button', { name: '签发公布' }).click()
  await list.getByText('立即向所有人公布', { exact: false }).waitFor()
  await list.getByRole('button', { name: '签发公布' }).click()
  await page.locator('[data-list=published]').waitFor()
  assert.equal(await page.locator('[data-part=draft]').count(), 0, 'the signer sees no case')
  await shoot(page, 'signed')
}

async function aReaderCompares(page) {
  const asked = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(`${url}/risk`)
  await page.getByText('美特好超市（长风街店）').first().waitFor()
  await page.getByText('只在这部手机里比').waitFor()
  await narrow(page)
  const before = asked.length
  const add = async (place, from, to) => {
    await page.fill('#mine-place', place)
    await page.fill('#mine-day', '2022-10-06')
    await page.fill('#mine-from', from)
    await page.fill('#mine-to', to)
    await page.click('#mine-add')
  }
  await add('迎泽公园', '08:00', '09:00')
  await page.getByText('还没有和名单对上的', { exact: false }).waitFor()
  await add('美特好超市', '08:30', '09:00')
  await page.getByText('时间、地点都对上了', { exact: false }).waitFor()
  await narrow(page)
  await shoot(page, 'public', true)
  assert.equal(asked.length, before, 'nothing was sent or asked for')
  const tried = await page.evaluate(() => fetch('/risk.json').then(() => 'sent', () => 'refused'))
  assert.equal(tried, 'refused', 'the page may send nothing')
  await page.reload()
  await page.getByText('时间、地点都对上了', { exact: false }).waitFor()
  await page.click('#mine-drop')
  await page.getByText('已清空').waitFor()
  assert.equal(await page.evaluate(() => localStorage.length), 0)
}

try {
  const [first] = await twoCases()
  await desk('liudiao', async (page) => {
    await aReportIsRead(page, first)
    await aChainIsDrawn(page)
    await placesAreProposed(page)
  })
  await desk('qianpi', anotherSigns)
  const reader = await openBrowser('phone')
  try { await aReaderCompares(reader.page) } finally { await reader.close() }
  console.log('a report was read, a chain chosen in, a place told to everybody and compared')
} finally {
  await stop()
}
