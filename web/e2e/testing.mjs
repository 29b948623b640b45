// The sixth round of a closed compound of 1,200 people, from end to end, on the real server: planned, sampled
// at two tables without a network, one tube missing on its way and found by name, one positive pool that
// comes down to one person, the report read by a foreign resident with a passport, the bulletin printed.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID, webcrypto } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { idNumber, tubeCode } from '../mock/sampling.mjs'
import { openBrowser } from './browser.mjs'
import { enterPlates, openLaboratory, toCourier, toLaboratory } from './laboratory.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, openedSheet, PATIENCE_MS, shoot as shootInto, shotsFolder, signIn, startProgram } from './real.mjs'

needProgram('a round of mass testing')
const shots = await shotsFolder()
const own = await mkdtemp(join(tmpdir(), 'fangxian-testing-'))
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const ROUND = '第六轮核酸检测'
const N_PEOPLE = 1_200
const [NAME, PASSPORT, PHONE] = ['Anna Maria Müller', 'C01X00T47', '10000000071']
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24', '--sms-file', join(own, 'sms.txt'))
const shoot = (page, name, full) => shootInto(page, shots, `testing-${name}`, full)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
const spaced = (code) => `${code.slice(0, 6)} ${code.slice(6, 13)} ${code.slice(13)}`
const registrar = await session(url, 'shequ', PASSWORD)
const round_id = randomUUID()

/** 399 households of three behind the doors of the grid worker's four buildings, and Anna. */
async function registered() {
  const signs = '甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥'
  const rows = ['姓名,证件类型,证件号码,小区,楼号,单元,房号']
  for (let n = 0; n < N_PEOPLE - 1; n += 1) {
    const household = Math.floor(n / 3)
    const name = `某${signs[n % 22]}${signs[Math.floor(n / 22) % 22]}`
    rows.push([name, '居民身份证', idNumber(`${1930 + n % 90}0${1 + Math.floor(n / 900)}01`, 1 + n % 900), '兰亭御湖城东区', 5 + household % 4, 1 + Math.floor(household / 4) % 2, 101 + 100 * (Math.floor(household / 8) % 25) + Math.floor(household / 200)].join(','))
  }
  const import_id = randomUUID()
  const signedIn = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'x-fangxian': '1', 'content-type': 'application/json', purpose: 'own_data' }, body: JSON.stringify({ login: 'shequ', password: PASSWORD }) })
  const cookie = signedIn.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  const sent = await fetch(`${url}/api/v1/imports/${import_id}?community=${COMMUNITY}`, { method: 'POST', headers: { cookie, purpose: 'register', 'x-fangxian': '1', 'content-type': 'application/octet-stream', 'x-file-name': 'list.csv' }, body: rows.join('\n') })
  assert.ok(sent.ok, await sent.text())
  const reach = async (state) => {
    for (const since = Date.now(); Date.now() - since < PATIENCE_MS;) {
      const seen = await registrar('GET', `/imports/${import_id}`, 'register')
      if (seen.state === state && !seen.running) return seen
      await new Promise((wait) => setTimeout(wait, 200))
    }
    throw new Error(`the list is not ${state}`)
  }
  const checked = await reach('checked')
  await registrar('POST', `/imports/${import_id}/apply`, 'register', { version: checked.version, although_cut: false })
  const applied = await reach('applied')
  assert.equal(applied.counts.added, N_PEOPLE - 1, JSON.stringify(applied.counts))
  await registrar('POST', '/people', 'register', {
    person_id: randomUUID(), fact_id: randomUUID(), community: COMMUNITY, found: false,
    person: { name: NAME, document_kind: 'passport', document: PASSPORT, phone: PHONE, born: '1988-01-01', relation: 'head', stay: 'temporary', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room: '3301' },
  })
}

async function opened() {
  for (const name of ['一', '二', '三', '四', '五']) await registrar('POST', '/rounds', 'order_work', { round_id: randomUUID(), place: COMMUNITY, kind: 'sampling', name: `第${name}轮核酸检测` })
  await registrar('POST', '/rounds', 'order_work', { round_id, place: COMMUNITY, kind: 'sampling', name: ROUND })
}

async function isPlanned(page) {
  await page.goto(`${url}/desk/rounds/${round_id}`)
  await page.getByRole('button', { name: '测算人和物资' }).click()
  await page.getByText(`共 ${N_PEOPLE} 人`).waitFor()
  const tables = page.getByLabel('现有 采样管（含一成备用）')
  await tables.fill('100')
  await page.getByRole('button', { name: '测算', exact: true }).click()
  await page.locator('em', { hasText: '32' }).waitFor()
  await shoot(page, 'plan', true)
  await page.goto(`${url}/desk/sampling?tab=rolls`)
  await page.getByRole('button', { name: '发放管码' }).click()
  await page.getByText('已发放：').first().waitFor()
  await shoot(page, 'rolls')
  await writeFile(join(own, 'labels.pdf'), await openedSheet(page, '打印标签', '/labels?from=0', 'order_work'))
  const labels = execFileSync('pdftotext', ['-layout', join(own, 'labels.pdf'), '-'], { encoding: 'utf8' }).replace(/\s/g, '')
  const [roll] = await registrar('GET', '/sampling/rolls', 'order_work')
  for (const code of [roll.first, roll.last]) assert.ok(labels.includes(code), `the label of ${code}`)
}

/** What the rules ask for is seen where rounds are opened. */
async function isAskedFor(page) {
  await page.goto(`${url}/desk/rounds`)
  await page.getByText('规则要求的核酸检测').waitFor()
  await page.getByText('区域筛查').first().waitFor()
  await page.getByText('每日开展1次全员核酸检测').first().waitFor()
  await shoot(page, 'asked')
}

const tubeButton = (page, name) => page.getByRole('button', { name, exact: true })
async function closeShout(page, title) {
  await page.locator('.shout h2', { hasText: title }).waitFor()
  await page.locator('.shout').getByRole('button', { name: '知道了', exact: true }).click()
  await page.locator('.shout').waitFor({ state: 'detached' })
}
/** A table without a network: one tube with everybody behind these doors. */
async function atTheTable(login, code, unit, n_doors) {
  const browser = await openBrowser('phone', { viewport: { width: 360, height: 740 } })
  const { page, context } = browser
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await signIn(page, url, 'table', login, PASSWORD)
    await page.getByText(ROUND).first().click()
    await tubeButton(page, '带走名单').click()
    await page.getByText(`名单 ${N_PEOPLE} 人`).waitFor()
    await context.setOffline(true)
    await page.getByRole('radio', { name: '10混1', exact: true }).click()
    await page.fill('input[name=tube]', code)
    await tubeButton(page, '开管').click()
    await page.locator('.count b', { hasText: '0/10' }).waitFor()
    for (let n = 0; n < n_doors; n += 1) {
      await tubeButton(page, '门牌 · 整户').click()
      await page.getByRole('button', { name: unit }).click()
      await page.locator('button', { hasText: '0/3' }).first().click()
      await page.getByRole('button', { name: /^整户 3 人加入/ }).click()
      await page.locator('.count b', { hasText: `${(n + 1) * 3}/10` }).waitFor()
    }
    await tubeButton(page, '封管').click()
    for (const digit of String(n_doors * 3)) await page.locator('.pad').getByRole('button', { name: digit, exact: true }).click()
    await page.locator('.full').getByRole('button', { name: '封管', exact: true }).click()
    await closeShout(page, '已封管')
    await shoot(page, `table-${login}`)
    await page.getByText(`待上传 ${n_doors * 3}`).waitFor()
    await context.setOffline(false)
    await tubeButton(page, '本机各管').click()
    await page.locator('.tube.kept').first().waitFor()
    assert.deepEqual(browser.problems, [], 'the console is quiet')
  } catch (error) {
    await page.screenshot({ path: join(shots, `testing-fail-${login}.png`) }).catch(() => undefined)
    throw error
  } finally { await browser.close() }
}

/** Phones of the same kind without a screen, for the many. */
async function phone(login) {
  const key = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const device_id = randomUUID()
  const ask = await session(url, login, PASSWORD)
  const public_key = Buffer.from(await webcrypto.subtle.exportKey('raw', key.publicKey)).toString('base64')
  await ask('POST', '/sampling/devices', 'sampling', { device_id, label: '另一台', public_key })
  const signedIn = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'x-fangxian': '1', 'content-type': 'application/json', purpose: 'own_data' }, body: JSON.stringify({ login, password: PASSWORD }) })
  const cookie = signedIn.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  return async (tubes) => {
    const now = await cityNow()
    const part = ([tube, pool, people]) => ({ part_id: randomUUID(), tube, use_id: randomUUID(), round_id, place: COMMUNITY, site_id: null, pool, opened_at: now - 60_000, first_position: 0, members: people.map((person_id) => ({ person_id, taken_at: now - 1_000 })), sealed: { at: now, stated: people.length } })
    const body = JSON.stringify({ made_at: now, parts: tubes.map(part), n_unsent: 0 })
    const signature = Buffer.from(await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, Buffer.from(body))).toString('base64')
    const answer = await fetch(`${url}/api/v1/sampling/batches`, { method: 'POST', headers: { cookie, purpose: 'sampling', 'x-fangxian': '1', 'content-type': 'application/json', 'x-device': device_id, 'x-signature': signature }, body })
    const told = await answer.json()
    assert.ok(answer.ok && told.answers.every((one) => one.fate === 'kept'), JSON.stringify(told).slice(0, 400))
  }
}
let ahead = null
async function cityNow() {
  if (ahead === null) {
    const sampler = await session(url, 'caiyang1', PASSWORD)
    ahead = (await sampler('GET', `/sampling/packs?round_id=${round_id}&place=${COMMUNITY}`, 'sampling')).server_now - Date.now()
  }
  return Date.now() + ahead
}

async function everybodyElse(codes) {
  const sampler = await session(url, 'caiyang2', PASSWORD)
  const pack = await sampler('GET', `/sampling/packs?round_id=${round_id}&place=${COMMUNITY}`, 'sampling')
  const left = pack.people.filter((one) => one.sampled_at === null).map((one) => one.person_id)
  assert.equal(left.length, N_PEOPLE - 15, 'two tables have taken fifteen')
  const send = await phone('caiyang2')
  const tubes = []
  for (let n = 0; n < left.length; n += 10) tubes.push([codes.shift(), 'ten', left.slice(n, n + 10)])
  for (let n = 0; n < tubes.length; n += 40) await send(tubes.slice(n, n + 40))
  return tubes
}

async function scan(page, text) {
  await page.fill('input[name=scan]', text)
  await page.press('input[name=scan]', 'Enter')
}
async function oneIsMissing(tubes, missing) {
  const site = await session(url, 'caiyang1', PASSWORD)
  const given = await site('POST', '/custody/handovers', 'sampling', { handover_id: randomUUID(), to_login: 'zhuanyun', tubes, counted: tubes.length, temperature_tenths: 45 })
  assert.ok(given)
  await desk('zhuanyun', async (page) => {
    await page.goto(`${url}/desk/custody`)
    await page.getByRole('button', { name: '开始清点' }).click()
    for (const one of tubes.filter((code) => code !== missing)) await scan(page, one)
    await page.getByText('还有 1 管没扫到').waitFor()
    await page.fill('input[name=counted]', String(tubes.length - 1))
    const button = page.getByRole('button', { name: `确认收到 ${tubes.length - 1} 管` })
    await button.click()
    await page.locator('.sure', { hasText: spaced(missing) }).waitFor()
    await button.click()
    await page.locator('.outcome dl', { hasText: spaced(missing) }).waitFor()
    await shoot(page, 'missing', true)
  }, 'phone')
}

async function signedInTheBrowser(n) {
  await desk('shenhe', async (page) => {
    await page.goto(`${url}/desk/labs`)
    for (let turn = 0; turn < n; turn += 1) {
      await page.getByRole('button', { name: '去审核' }).first().click()
      await page.getByRole('button', { name: '审核通过' }).click()
      await page.getByText('已审核，结果生效。').waitFor()
      if (turn === 0) await shoot(page, 'signed')
      await page.goto(`${url}/desk/labs`)
    }
  })
}

async function codeFromPhone() {
  for (let n = 0; n < 100; n += 1) {
    const lines = (await readFile(join(own, 'sms.txt'), 'utf8').catch(() => '')).trim().split('\n').filter((line) => line.startsWith(PHONE))
    const code = /验证码(\d{8})/.exec(lines.at(-1) ?? '')
    if (code) return code[1]
    await new Promise((wait) => setTimeout(wait, 300))
  }
  throw new Error('no code reached the phone')
}
async function aForeignerReads() {
  const { page, problems, close } = await openBrowser('phone')
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await page.goto(`${url}/results`)
    await page.selectOption('#kind', 'passport')
    await page.fill('#number', PASSPORT)
    await page.fill('#name', NAME)
    await page.getByRole('button', { name: /发验证码/ }).click()
    await page.getByText('验证码已发到登记的手机上').waitFor()
    await page.fill('#secret', await codeFromPhone())
    await page.getByRole('button', { name: /查结果/ }).click()
    await page.getByText('阴性').first().waitFor()
    await shoot(page, 'foreigner', true)
    assert.deepEqual(problems, [], 'the console is quiet')
  } finally { await close() }
}

async function theBulletinIsPrinted(page) {
  await page.goto(`${url}/desk/sampling?round=${round_id}`)
  await page.getByText('第6轮').waitFor()
  await page.locator('blockquote', { hasText: '单采阳性1人' }).waitFor()
  await shoot(page, 'progress', true)
  await writeFile(join(own, 'bulletin.pdf'), await openedSheet(page, '打印通报', '/bulletin', 'order_work'))
  const text = execFileSync('pdftotext', ['-layout', join(own, 'bulletin.pdf'), '-'], { encoding: 'utf8' }).replace(/\s/g, '')
  execFileSync('pdftoppm', ['-png', '-singlefile', '-r', '80', join(own, 'bulletin.pdf'), join(shots, 'testing-bulletin')])
  for (const said of ['第6轮', `应采${N_PEOPLE}人，已采${N_PEOPLE}人`, '检出混管阳性1管', '单采阳性1人']) assert.ok(text.includes(said), `${said} in ${text}`)
}

let failed = 1
try {
  await registered()
  await opened()
  await desk('shequ', isPlanned)
  await desk('zhihui', isAskedFor)
  const [roll] = await registrar('GET', '/sampling/rolls', 'order_work')
  const codes = Array.from({ length: roll.n_tubes }, (_, n) => codeAt(roll.first, n))
  console.log('pass the round is planned, what is short is said, codes are given out')
  const [first, second] = [codes.shift(), codes.shift()]
  await atTheTable('caiyang1', first, /5号楼1单元/, 3)
  await atTheTable('caiyang2', second, /6号楼1单元/, 2)
  console.log('pass two tables without a network take fifteen people, and everything arrives')
  const tubes = await everybodyElse(codes)
  const seen = await registrar('GET', `/rounds/${round_id}`, 'order_work')
  assert.deepEqual([seen.counts.people, seen.counts.done], [N_PEOPLE, N_PEOPLE], JSON.stringify(seen.counts))
  const all = [first, second, ...tubes.map(([code]) => code)]
  const missing = all[40]
  await oneIsMissing(all, missing)
  console.log('pass one tube is missing on its way, and named')
  const laboratory_id = await openLaboratory(url, PASSWORD)
  await toLaboratory(url, PASSWORD, laboratory_id, all.filter((code) => code !== missing))
  // It is found under the seat, and comes with the next tour.
  await toCourier(url, PASSWORD, [missing])
  await toLaboratory(url, PASSWORD, laboratory_id, [missing])
  const sheets = await enterPlates(url, PASSWORD, laboratory_id, [...all.filter((code) => code !== missing), missing], (code) => code === first)
  await signedInTheBrowser(sheets.length)
  await desk('shequ', async (page) => {
    await page.goto(`${url}/desk/chains`)
    await page.locator('h2', { hasText: spaced(first) }).waitFor()
    await page.getByText('待告知').first().waitFor()
    await shoot(page, 'chain', true)
  })
  const worker = await session(url, 'wangge', PASSWORD)
  const orders = (await worker('GET', '/orders?limit=200', 'order_work')).rows.filter((row) => row.kind === 'pool_retest')
  assert.equal(orders.length, 3, 'an order for each of the three doors')
  for (const { order_id } of orders) {
    const path = `/orders/${order_id}/facts`
    await worker('POST', path, 'order_work', { fact_id: randomUUID(), kind: 'claimed' })
    await worker('POST', path, 'order_work', { fact_id: randomUUID(), kind: 'done', households_done: 1, households_left: 0, note: '已当面告知' })
  }
  const inside = await registrar('GET', `/sampling/tubes/${first}/people`, 'order_work')
  const singles = inside.people.map((one) => [codes.shift(), 'one', [one.person_id]])
  await (await phone('caiyang2'))(singles)
  const retests = singles.map(([code]) => code)
  await toCourier(url, PASSWORD, retests)
  await toLaboratory(url, PASSWORD, laboratory_id, retests)
  const own_positive = retests[4]
  await signedInTheBrowser((await enterPlates(url, PASSWORD, laboratory_id, retests, (code) => code === own_positive)).length)
  await desk('shequ', async (page) => {
    await page.goto(`${url}/desk/chains`)
    await page.locator('section', { hasText: spaced(first) }).getByText('用时').waitFor()
    await shoot(page, 'chain-closed', true)
    assert.equal(await page.locator('section', { hasText: spaced(first) }).locator('.step.positive').count(), 1, 'it comes down to one person')
  })
  console.log('pass a positive pool comes down to one person, and its chain closes itself')
  await aForeignerReads()
  console.log('pass a foreign resident reads the result with a passport')
  await desk('shequ', theBulletinIsPrinted)
  console.log('pass the bulletin is printed')
  failed = 0
} catch (error) {
  console.error(`FAIL a round of mass testing\n${error.stack}`)
} finally {
  await stop()
  await rm(own, { recursive: true, force: true })
}
console.log(`pictures in ${shots}`)
process.exit(failed)

/** The code that is so many numbers on. */
function codeAt(start, n) {
  return tubeCode(Number(start.slice(6, 13)) + n)
}
