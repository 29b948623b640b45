// Somebody comes by train, on the real server: he reports it on a phone of 360 px without scripts and
// learns what is asked at each step; the station finds him by his receipt, notes what it sees by keyboard
// and reads his color, takes the landing test into a tube that was given out, hands him over; the
// community receives him against its clock; his code says the color with its reason; the command reads
// the numbers. Another puts his report in and withdraws it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('arrivals')
const shots = await shotsFolder()
const own = await mkdtemp(join(tmpdir(), 'fangxian-arrival-'))
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const DAY = '2022-10-08'
const [NAME, PASSPORT] = ['Anna Maria Müller', 'C01X00T47']
const { url, stop } = await startProgram('--demo', '--today', DAY)
const shoot = (page, name) => shootInto(page, shots, `arrival-${name}`, true)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
const registrar = await session(url, 'shequ', PASSWORD)
let [number, tube] = ['', '']

/** Somebody of the register with a card; the receipt code as it stands on it. */
async function withACard() {
  const id = randomUUID()
  const person = { relation: 'head', stay: 'temporary', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room: '302', name: NAME, document_kind: 'passport', document: PASSPORT, phone: '10000000047', sex: 'female', born: '1990-01-01' }
  await registrar('POST', '/people', 'register', { person_id: id, fact_id: randomUUID(), community: COMMUNITY, found: false, person })
  const signed = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'x-fangxian': '1', 'content-type': 'application/json', purpose: 'own_data' }, body: JSON.stringify({ login: 'shequ', password: PASSWORD }) })
  const cookie = signed.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  const card = await fetch(`${url}/api/v1/people/${id}/card/pdf`, { headers: { cookie, purpose: 'result_notice' } })
  assert.equal(card.status, 200)
  const file = join(own, 'card.pdf')
  await writeFile(file, Buffer.from(await card.arrayBuffer()))
  const receipt = /([0-9A-HJKMNP-TV-Z]{5}) ?([0-9A-HJKMNP-TV-Z]{5})/.exec(execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }))
  assert.ok(receipt, 'the receipt code stands on the card')
  return receipt[0]
}

async function onPhone(act) {
  const { page, problems, close } = await openBrowser('phone', { viewport: { width: 360, height: 740 }, javaScriptEnabled: false })
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await act(page)
    assert.ok(await fits(page), 'nothing is wider than the phone')
    assert.deepEqual(problems, [], 'the console is quiet')
  } finally { await close() }
}

async function reported(page, name, passport, stayed) {
  await page.goto(`${url}/`)
  await page.getByRole('link', { name: '来太原、回太原：先报备' }).click()
  await page.getByText('晋源区', { exact: true }).click()
  await page.fill('#name', name)
  await page.selectOption('select[name=kind]', 'passport')
  await page.fill('#document', passport)
  await page.fill('#phone', '10000000047')
  await page.fill('#from', '北京市朝阳区')
  await page.selectOption('#means', 'train')
  await page.fill('#number', 'G623')
  await page.selectOption('#station', 'taiyuan')
  await page.fill('#day', DAY)
  await page.fill('#time', '18:30')
  await page.locator('input[name=stay]').first().check()
  await page.selectOption('select[name=place]', COMMUNITY)
  await page.fill('#address', '5号楼1单元302')
  await page.selectOption('#stayed', stayed)
  await page.getByRole('button', { name: '报备', exact: true }).click()
  await page.getByText('要做什么').first().waitFor()
  assert.ok(!(await page.content()).includes(passport), 'the whole number is on no receipt')
  return (await page.locator('.digits').first().textContent()).trim()
}

async function withdrawn(page) {
  await page.getByText('不来了，撤回').click()
  await page.getByRole('button', { name: '撤回报备' }).click()
  await page.getByText('已撤回').first().waitFor()
}

async function theStation(page) {
  await page.getByText('应到1人，已见到0人').first().waitFor()
  await shoot(page, 'station-list')
  await page.keyboard.press('/')
  await page.keyboard.type(number)
  await page.keyboard.press('Enter')
  await page.getByText('集中隔离7天').first().waitFor()
  // As at the gate of a train: all as said, the temperature, saved; no mouse.
  await page.locator('input[name=temperature]').fill('36')
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('a')
  await page.locator('input[name=temperature]:focus').waitFor()
  await page.keyboard.type('.6')
  await shoot(page, 'station-check')
  await page.keyboard.press('Enter')
  await page.getByText('要做落地检').waitFor()
  assert.ok(await page.locator('.mark.big.red').isVisible(), 'his color is large')
  await page.locator('input[name=tube]').fill('14011000009000X')
  await page.getByRole('button', { name: '已采样' }).click()
  await page.getByRole('alert').first().waitFor()
  await page.locator('input[name=tube]').fill(tube)
  await page.getByRole('button', { name: '已采样' }).click()
  await page.getByText(/✓ .*已采样/).waitFor()
  await page.getByRole('button', { name: '移交', exact: true }).click()
  await page.getByText(/前接收/).first().waitFor()
  await shoot(page, 'station-handed')
}

async function theCommunity(page) {
  await page.goto(`${url}/desk/arrivals`)
  await page.getByText('已移交，待接收').first().waitFor()
  await page.getByRole('button', { name: '不在这里' }).click()
  await page.locator('.absent').getByRole('button', { name: '不在这里' }).click()
  await page.getByText('请写明怎么找的。').waitFor()
  await page.getByRole('button', { name: '取消', exact: true }).click()
  assert.ok(await fits(page), 'nothing is wider than the phone')
  await shoot(page, 'community')
  await page.getByRole('button', { name: '已接收', exact: true }).click()
  await page.getByText(new RegExp(`接收回执 ${number}`)).waitFor()
  await shoot(page, 'community-received')
}

async function hisCode(page, receipt) {
  await page.goto(`${url}/code`)
  await page.selectOption('#kind', 'passport')
  await page.fill('#number', PASSPORT)
  await page.fill('#name', 'MULLER ANNA MARIA')
  await page.fill('#secret', receipt)
  await page.getByRole('button', { name: /看健康码/ }).click()
  await page.getByText('红码').first().waitFor()
  await page.getByText('来（返）并人员').first().waitFor()
  await page.getByText('车站、卡口查验人员').first().waitFor()
  await shoot(page, 'code')
}

async function theCommand(page) {
  await page.goto(`${url}/desk/arrivals`)
  await page.getByText('其中按时接收').waitFor()
  await page.getByText('没有要安排的人。').waitFor()
  await shoot(page, 'command')
}

/** Somebody without a report, on a tablet at the gate: taken in where he stands. */
async function withoutReport(page) {
  await page.getByRole('button', { name: '当场补报' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '报备', exact: true }).click()
  await dialog.getByRole('alert').waitFor()
  await shoot(page, 'station-new')
  await dialog.getByRole('button', { name: '取消', exact: true }).click()
  await page.getByText('G623', { exact: true }).waitFor()
  await page.locator('.person').first().click()
  await page.getByText(/社区已接收/).first().waitFor()
  assert.ok(await fits(page), 'nothing is wider than the phone')
  await shoot(page, 'station-phone')
}

try {
  const receipt = await withACard()
  const roll = await registrar('POST', '/sampling/rolls', 'order_work', { roll_id: randomUUID(), place: COMMUNITY, pool: 'one', n_tubes: 2 })
  tube = roll.first
  await onPhone(async (page) => {
    await reported(page, '测试旅客', 'X0T000471', 'nowhere')
    await withdrawn(page)
    number = await reported(page, NAME, PASSPORT, 'high')
    await shoot(page, 'receipt')
  })
  await desk('chezhan', theStation)
  await desk('shequ', theCommunity, 'phone')
  await onPhone((page) => hisCode(page, receipt))
  await desk('zhihui', theCommand)
  await desk('chezhan', withoutReport, 'phone')
  console.log(`OK: somebody comes, is marked, tested, handed over and received${shots ? `; pictures in ${shots}` : ''}`)
} finally { await stop(); await rm(own, { recursive: true, force: true }) }
