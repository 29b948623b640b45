// An antigen test at home, on the real server: a resident reports a positive one on a phone of 360 px
// with the receipt code of his card and a photo; the order is at the grid worker's phone, the desk opens
// the photo, a sampler takes a single sample, the laboratory signs negative, and the hold is gone.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID, webcrypto } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowser } from './browser.mjs'
import { enterPlates, openLaboratory, toCourier, toLaboratory } from './laboratory.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, signIn, startProgram } from './real.mjs'

needProgram('antigen')
const shots = await shotsFolder()
const own = await mkdtemp(join(tmpdir(), 'fangxian-antigen-'))
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const [NAME, PASSPORT] = ['Anna Maria Müller', 'C01X00T47']
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name) => shootInto(page, shots, `antigen-${name}`, true)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
const person_id = randomUUID()
const registrar = await session(url, 'shequ', PASSWORD)

async function signedIn(login) {
  const answer = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'x-fangxian': '1', 'content-type': 'application/json', purpose: 'own_data' }, body: JSON.stringify({ login, password: PASSWORD }) })
  return answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
}

/** Somebody with a card; the receipt code as it stands on it. */
async function withACard() {
  await registrar('POST', '/people', 'register', {
    person_id, fact_id: randomUUID(), community: COMMUNITY, found: false,
    person: { name: NAME, document_kind: 'passport', document: PASSPORT, phone: '', born: '1988-01-01', relation: 'head', stay: 'temporary', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room: '302' },
  })
  const card = await fetch(`${url}/api/v1/people/${person_id}/card/pdf`, { headers: { cookie: await signedIn('shequ'), purpose: 'result_notice' } })
  assert.equal(card.status, 200)
  const file = join(own, 'card.pdf')
  await writeFile(file, Buffer.from(await card.arrayBuffer()))
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
  const receipt = /([0-9A-HJKMNP-TV-Z]{5}) ?([0-9A-HJKMNP-TV-Z]{5})/.exec(text)
  assert.ok(receipt, 'the receipt code stands on the card')
  return receipt[0]
}

/** A photo of a cassette with two lines, in which the phone wrote where it was taken. */
async function photo(page) {
  const base64 = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 480, height: 640 })
    const draw = canvas.getContext('2d')
    const box = (color, x, y, width, height) => { draw.fillStyle = color; draw.fillRect(x, y, width, height) }
    box('#8a7a66', 0, 0, 480, 640)
    box('#fdfdfb', 150, 60, 180, 520)
    box('#e9ecef', 205, 150, 70, 260)
    box('#b3123b', 208, 210, 64, 12)
    box('#d98aa0', 208, 320, 64, 10)
    draw.fillStyle = '#222'
    draw.font = '28px sans-serif'
    draw.fillText('C', 170, 226)
    draw.fillText('T', 170, 334)
    return canvas.toDataURL('image/jpeg', 0.8).split(',')[1]
  })
  const picture = Buffer.from(base64, 'base64')
  const where = Buffer.from('Exif\0\0MM\0*\0\0\0\b GPSLatitude 37.87 GPSLongitude 112.55', 'latin1')
  const length = Buffer.from([0xff, 0xe1, 0, 0])
  length.writeUInt16BE(where.length + 2, 2)
  const file = join(own, 'card.jpg')
  await writeFile(file, Buffer.concat([picture.subarray(0, 2), length, where, picture.subarray(2)]))
  assert.ok((await readFile(file)).includes('GPSLatitude'))
  return file
}

const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

async function reported(receipt) {
  const { page, problems, close } = await openBrowser('phone', { viewport: { width: 360, height: 740 } })
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    const file = await photo(page)
    await page.goto(`${url}/`)
    await shoot(page, 'home')
    await page.getByRole('link', { name: '报抗原', exact: true }).click()
    await shoot(page, 'who')
    assert.ok(await fits(page), 'nothing is wider than the phone')
    await page.selectOption('#kind', 'passport')
    await page.fill('#number', PASSPORT)
    await page.fill('#name', 'MULLER ANNA MARIA')
    await page.fill('#secret', receipt)
    await page.getByRole('button', { name: /下一步/ }).click()
    await page.getByText('两条线：阳性').waitFor()
    assert.ok(await fits(page), 'nothing is wider than the phone')
    await page.getByLabel(/两条线：阳性/).check()
    await shoot(page, 'form')
    const wrong = join(own, 'card.html')
    await writeFile(wrong, '<!DOCTYPE html><script>alert(1)</script>')
    await page.setInputFiles('#photo', wrong)
    await page.getByRole('button', { name: /上报/ }).click()
    await page.getByText('这不是照片文件').waitFor()
    assert.ok(await page.getByLabel(/两条线：阳性/).isChecked(), 'what was chosen is still there')
    await shoot(page, 'no-photo')
    await page.setInputFiles('#photo', file)
    await page.getByRole('button', { name: /上报/ }).click()
    await page.getByText('请您现在留在家里').first().waitFor()
    assert.equal(new URL(page.url()).search, '', 'nothing stands in the address')
    await shoot(page, 'done')
    assert.deepEqual(problems, [], 'the console is quiet')
  } finally { await close() }
}

async function looksUp(receipt, act) {
  const { page, close } = await openBrowser('phone', { viewport: { width: 360, height: 740 } })
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await page.goto(`${url}/results`)
    await page.selectOption('#kind', 'passport')
    await page.fill('#number', PASSPORT)
    await page.fill('#name', 'MULLER ANNA MARIA')
    await page.fill('#secret', receipt)
    await page.getByRole('button', { name: /查结果/ }).click()
    await act(page)
  } finally { await close() }
}

async function atTheGridWorkersPhone() {
  const { page, close } = await openBrowser('phone', { viewport: { width: 360, height: 740 } })
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await signIn(page, url, 'field', 'wangge', PASSWORD)
    await page.getByText('抗原阳性复核').first().waitFor()
    await shoot(page, 'field')
    await page.getByText('抗原阳性复核').first().click()
    await page.getByText('抗原自测阳性').first().waitFor()
    await shoot(page, 'field-order')
  } finally { await close() }
}

async function atTheDesk(page) {
  await page.goto(`${url}/desk/antigen`)
  await page.getByText('待上门单采').waitFor()
  await shoot(page, 'room')
  await page.getByRole('button', { name: '看照片', exact: true }).click()
  await page.fill('input[name=reason]', '核对检测结果')
  const [answer] = await Promise.all([
    page.waitForResponse((one) => one.url().endsWith('/photo')),
    page.getByRole('button', { name: '打开照片', exact: true }).click(),
  ])
  assert.equal(answer.headers()['content-type'], 'image/jpeg')
  const bytes = await answer.body()
  assert.ok(!bytes.includes('GPS') && !bytes.includes('Exif'), 'where it was taken is not kept')
  const image = page.getByAltText('检测卡照片')
  await image.waitFor()
  assert.ok(await image.evaluate((one) => one.naturalWidth === 480), 'the picture is whole')
  await shoot(page, 'photo')
}

async function staffReport(page) {
  await page.goto(`${url}/desk/antigen`)
  await page.getByRole('button', { name: '代为上报', exact: true }).click()
  await page.fill('input[name=find]', '302')
  await page.getByRole('button', { name: '查找', exact: true }).click()
  await page.locator('li button', { hasText: '302' }).first().click()
  await page.getByLabel('一条线（只有 C）：阴性').check()
  await page.fill('input[name=reason]', '手机坏了')
  await shoot(page, 'staff')
  await page.getByRole('button', { name: '上报', exact: true }).click()
  await page.getByText('不能代替核酸').waitFor()
  await shoot(page, 'staff-done')
}

/** A grid worker does the same from the record of somebody, on a phone. */
async function fromTheRecord(page) {
  await page.goto(`${url}/desk/register`)
  await page.getByText('A***').first().click()
  await page.getByRole('button', { name: '代报抗原自测', exact: true }).click()
  await page.getByLabel('C 处没有线：无效').check()
  await shoot(page, 'record')
  await page.getByRole('button', { name: '上报', exact: true }).click()
  await page.getByText('请换一张新的检测卡').waitFor()
}

/** A single sample, as a table sends it. */
async function sampledSingly() {
  const round_id = randomUUID()
  await registrar('POST', '/rounds', 'order_work', { round_id, place: COMMUNITY, kind: 'sampling', name: '抗原复核' })
  const { first: tube } = await registrar('POST', '/sampling/rolls', 'order_work', { roll_id: randomUUID(), place: COMMUNITY, pool: 'one', n_tubes: 1 })
  const key = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const device = randomUUID()
  const public_key = Buffer.from(await webcrypto.subtle.exportKey('raw', key.publicKey)).toString('base64')
  const sampler = await session(url, 'caiyang1', PASSWORD)
  await sampler('POST', '/sampling/devices', 'sampling', { device_id: device, label: '1号手机', public_key })
  const pack = await sampler('GET', `/sampling/packs?round_id=${round_id}&place=${COMMUNITY}`, 'sampling')
  assert.ok(pack.people.find((one) => one.person_id === person_id).held, 'the table knows that he needs a tube of his own')
  const now = Date.now()
  const part = { part_id: randomUUID(), tube, use_id: randomUUID(), round_id, place: COMMUNITY, site_id: null, pool: 'one', opened_at: now - 500, first_position: 0, members: [{ person_id, taken_at: now }], sealed: { at: now, stated: 1 } }
  const body = JSON.stringify({ made_at: now, parts: [part], n_unsent: 0 })
  const signature = Buffer.from(await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, Buffer.from(body))).toString('base64')
  const answer = await fetch(`${url}/api/v1/sampling/batches`, { method: 'POST', headers: { cookie: await signedIn('caiyang1'), purpose: 'sampling', 'x-fangxian': '1', 'content-type': 'application/json', 'x-device': device, 'x-signature': signature }, body })
  assert.equal((await answer.json()).answers[0].fate, 'kept')
  return tube
}

async function negative(tube) {
  const laboratory_id = await openLaboratory(url, PASSWORD)
  await toCourier(url, PASSWORD, [tube])
  await toLaboratory(url, PASSWORD, laboratory_id, [tube])
  const [sheet] = await enterPlates(url, PASSWORD, laboratory_id, [tube])
  const signer = await session(url, 'shenhe', PASSWORD)
  await signer('POST', `/labs/sheets/${sheet}/decision`, 'lab_work', { verdict: 'signed', reason: '' })
}

let failed = 1
try {
  const receipt = await withACard()
  await reported(receipt)
  console.log('pass a resident reports a positive test with the code of the card and a photo')
  await looksUp(receipt, async (page) => {
    await page.getByText('抗原自测阳性，等候单管核酸复核').waitFor()
    await page.getByText('这次核酸阴性就解除').waitFor()
    await shoot(page, 'held')
  })
  await atTheGridWorkersPhone()
  console.log('pass the order is at the grid worker’s phone')
  await desk('shequ', atTheDesk)
  await desk('shequ', staffReport)
  await desk('wangge', fromTheRecord, 'phone')
  await desk('shequ', async (page) => { await page.goto(`${url}/desk/antigen`); await page.getByText('待上门单采').waitFor(); await shoot(page, 'room-phone') }, 'phone')
  console.log('pass the desk sees it and opens the photo')
  await negative(await sampledSingly())
  const worker = await session(url, 'wangge', PASSWORD)
  const orders = (await worker('GET', '/orders?limit=200', 'order_work')).rows.filter((row) => row.kind === 'antigen_confirm')
  assert.equal(orders.length, 0, 'nobody need go there any more')
  await looksUp(receipt, async (page) => {
    await page.getByText('单管核酸复核阴性，已解除').waitFor()
    assert.equal(await page.getByText('等候单管核酸复核').count(), 0, 'the hold is gone')
    await shoot(page, 'free')
  })
  console.log('pass a single negative lifts the hold')
  await desk('zhihui', async (page) => {
    await page.goto(`${url}/desk/antigen`)
    await page.getByText('复核阴性，已解除').waitFor()
    await shoot(page, 'command')
    await page.goto(`${url}/desk/labs`)
    await page.getByText('其中核酸阴性 1 人').waitFor()
    await shoot(page, 'laboratories')
  })
  console.log('pass the laboratories page counts how the laboratory answered')
  failed = 0
} catch (error) {
  console.error(`FAIL antigen\n${error.stack}`)
} finally {
  await stop()
  await rm(own, { recursive: true, force: true })
}
console.log(`pictures in ${shots}`)
process.exit(failed)
