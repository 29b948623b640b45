// Places that have a code, on the real server, in a real browser: a cinema sends itself in, the community
// goes there, the command approves it, its posters are printed, a gate is enrolled and lets somebody in, a
// notice closes its trade, and on the day after the last it opens by itself. An elder stands on the sheet.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, openedSheet, PATIENCE_MS, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('places that have a code')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name, full) => shootInto(page, shots, `venues-${name}`, full)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
const elder = randomUUID()
let secret = ''
let poster = ''
let screen = ''

async function registered() {
  const ask = await session(url, 'shequ', PASSWORD)
  await ask('POST', '/people', 'register', {
    person_id: elder, fact_id: randomUUID(), community: COMMUNITY, found: false,
    person: { name: '演练老人', document_kind: 'none_yet', document: '', phone: null, born: '1940-01-01', relation: 'head', stay: 'permanent', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room: '101' },
  })
}

async function itSendsItselfIn() {
  const browser = await openBrowser('phone')
  const { page } = browser
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await page.goto(`${url}/venues/apply`)
    await shoot(page, 'apply-county')
    await page.getByRole('link', { name: '晋源区' }).click()
    await page.selectOption('select[name=kind]', 'cinema')
    await page.fill('input[name=name]', '演练影城（晋源店）')
    await page.selectOption('select[name=place]', COMMUNITY)
    await page.fill('input[name=address]', '演练街18号三层')
    await page.fill('textarea[name=entrances]', '正门\n停车场电梯口')
    await page.fill('input[name=capacity]', '400')
    await page.fill('input[name=answers_name]', '演练负责人')
    await page.fill('input[name=answers_phone]', '10000000031')
    await shoot(page, 'apply', true)
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.getByRole('heading', { name: '已收到申请' }).waitFor()
    await shoot(page, 'applied')
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    assert.equal(wide, false, 'nothing runs over the edge')
  } finally { await browser.close() }
}

const drawer = (page) => page.locator('.el-drawer')
async function open(page) {
  await page.goto(`${url}/desk/venues`)
  await page.getByRole('button', { name: '演练影城（晋源店）' }).click()
  await drawer(page).getByRole('heading', { name: '基本情况' }).waitFor()
}
async function isChecked(page) {
  await page.goto(`${url}/desk/venues`)
  await page.getByText('待社区核实').first().waitFor()
  await open(page)
  await drawer(page).getByRole('button', { name: '已上门核实' }).click()
  await shoot(page, 'check')
  await drawer(page).locator('.doing').getByRole('button', { name: '已上门核实' }).click()
  await drawer(page).getByText('由您录入或核实，须由另一人批准。').waitFor()
}
async function isApproved(page) {
  await open(page)
  await shoot(page, 'to-approve')
  await drawer(page).getByRole('button', { name: '批准', exact: true }).click()
  await drawer(page).locator('.doing').getByRole('button', { name: '批准' }).click()
  await drawer(page).locator('.tag.approved').waitFor()
}
async function isAtWork(page) {
  await page.goto(`${url}/desk/venues`)
  await page.getByRole('button', { name: '申请场所码' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '提交，等人批准' }).click()
  await page.getByText('请填完类别').waitFor()
  await shoot(page, 'new')
  await page.getByRole('dialog').getByRole('button', { name: '取消' }).click()
  await open(page)
  const pdf = await openedSheet(page, '打印海报', '/poster', 'order_work')
  const path = join(shots, 'poster.pdf')
  await writeFile(path, pdf)
  const words = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).replaceAll(' ', '')
  for (const said of ['演练影城（晋源店）', '停车场电梯口', '没有手机，一样可以进']) assert.ok(words.includes(said), said)
  await page.bringToFront()
  await drawer(page).locator('input[name=gate-label]').fill('正门')
  await drawer(page).getByRole('button', { name: '登记门岗' }).click()
  const dialog = page.getByRole('dialog', { name: '门岗密钥只显示这一次' })
  secret = (await dialog.locator('code').innerText()).replaceAll(' ', '')
  assert.equal(secret.length, 64)
  await shoot(page, 'gate-secret')
  await dialog.getByRole('button', { name: '我已扫好，关闭' }).click()
  await drawer(page).getByRole('button', { name: '补录手工登记' }).click()
  await drawer(page).locator('input[name=hand-words]').fill('演练老人')
  await drawer(page).getByRole('button', { name: '查找' }).click()
  await drawer(page).getByRole('button', { name: '加入' }).click()
  await drawer(page).getByText('已加入 1 人').waitFor()
  await drawer(page).locator('.doing').scrollIntoViewIfNeeded()
  await shoot(page, 'hand')
  await drawer(page).getByRole('button', { name: '提交补录' }).click()
  await page.getByText('已补录 1 人。').waitFor()
  await shoot(page, 'drawer', true)
  poster = await drawer(page).locator('a[href^="/v/"]').first().getAttribute('href')
  screen = await drawer(page).getByRole('link', { name: '打开' }).getAttribute('href')
}

async function scanned() {
  const answer = await fetch(`${url}/gate/scans`, { method: 'POST', headers: { authorization: `Gate ${secret}` }, body: JSON.stringify({ id: randomUUID(), emergency: 'labour' }) })
  assert.equal((await answer.json()).why, 'labour')
  const plain = await fetch(`${url}/gate/scans`, { method: 'POST', headers: { authorization: `Gate ${secret}` }, body: JSON.stringify({ id: randomUUID(), has_mask: true }) })
  return (await plain.json()).why
}

async function pages() {
  const browser = await openBrowser('phone')
  try {
    await browser.page.goto(`${url}${screen}`)
    await browser.page.locator('.digits').first().waitFor()
    await shoot(browser.page, 'screen', true)
    await browser.page.goto(`${url}${poster}`)
    await shoot(browser.page, 'place', true)
    await browser.page.locator('summary').click()
    await browser.page.fill('textarea[name=pass]', 'FX1:ABC')
    await browser.page.getByRole('button', { name: '登记进入' }).click()
    await browser.page.getByText('没有认出您的健康码').waitFor()
    await shoot(browser.page, 'unknown')
  } finally { await browser.close() }
}

async function closes(page) {
  await page.goto(`${url}/desk/venues?tab=closings`)
  await page.getByText('没有暂停开放的行业。').waitFor()
  await page.getByRole('button', { name: '提出暂停' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '选第65号通告第九条所列行业' }).click()
  await dialog.locator('.el-date-editor input').nth(1).fill('2022-11-26')
  await page.keyboard.press('Enter')
  await dialog.locator('textarea').fill('全市所有桑拿、按摩、足疗、水疗、美容、茶庄、棋牌室、麻将馆、网吧、酒吧、KTV、剧院、电影院、健身房、体育馆、游泳馆、澡堂、剧本杀等非生活必需密闭场所暂停开放。')
  await dialog.locator('input[name=source]').fill('通告2022年第65号')
  await shoot(page, 'close')
  await dialog.getByRole('button', { name: '提交，等人签发' }).click()
  await page.getByText('由您提出，须由另一人签发。').waitFor()
}
async function signs(page) {
  await page.goto(`${url}/desk/venues?tab=closings`)
  await page.getByRole('button', { name: '签发', exact: true }).click()
  await shoot(page, 'sign')
  await page.locator('.doing').getByRole('button', { name: '签发', exact: true }).click()
  await page.getByText('正在暂停').waitFor()
  await shoot(page, 'closed')
}
async function sees(page) {
  await open(page)
  await drawer(page).getByText('暂停开放，次日自动恢复').waitFor()
  await shoot(page, 'drawer-closed')
}
async function patrols(page) {
  await open(page)
  await drawer(page).getByRole('button', { name: '记一次巡查' }).click()
  await drawer(page).getByText('没有消毒记录').click()
  await drawer(page).locator('input[name=inspect-note]').fill('已当场整改')
  await drawer(page).getByRole('button', { name: '提交', exact: true }).click()
  await drawer(page).locator('b.bad', { hasText: '没有消毒记录' }).waitFor()
  await shoot(page, 'patrol')
}

try {
  await registered()
  await itSendsItselfIn()
  await desk('shequ', isChecked)
  await desk('zhihui', isApproved)
  await desk('shequ', isAtWork)
  await pages()
  assert.notEqual(await scanned(), 'closed')
  await desk('nigao', closes)
  await desk('qianpi', signs)
  assert.equal(await scanned(), 'closed')
  await desk('shequ', sees)
  await desk('shequ', patrols, 'phone')
  const command = await session(url, 'zhihui', PASSWORD)
  await command('POST', '/drill/day', 'command', { day: '2022-11-26' })
  assert.equal(await scanned(), 'closed')
  await command('POST', '/drill/day', 'command', { day: '2022-11-27' })
  assert.notEqual(await scanned(), 'closed')
  console.log(`places that have a code: pictures in ${shots}`)
} finally { await stop() }
