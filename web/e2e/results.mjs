// Results on the real server, in a real browser: a foreign resident with a passport asks for a code by
// SMS on a phone of 360 px, reads his result, downloads the report, and what its square says is checked
// on the page and at the console; a wrong code says nothing. The registrar tells the same at the
// counter, prints the same on paper, gives a new card, and binds a relative.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID, webcrypto } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { openBrowser } from './browser.mjs'
import { enterPlates, openLaboratory, toCourier, toLaboratory } from './laboratory.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, openedSheet, PATIENCE_MS, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('results')
const shots = await shotsFolder()
const own = await mkdtemp(join(tmpdir(), 'fangxian-results-'))
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const [NAME, PASSPORT, PHONE] = ['Anna Maria Müller', 'C01X00T47', '10000000071']
const { url, stop, command } = await startProgram('--demo', '--today', '2022-11-24', '--sms-file', join(own, 'sms.txt'))
const shoot = (page, name) => shootInto(page, shots, `results-${name}`, true)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
const ids = { anna: randomUUID(), otto: randomUUID(), round: randomUUID() }

async function registered(person_id, name, document, phone) {
  const ask = await session(url, 'shequ', PASSWORD)
  await ask('POST', '/people', 'register', {
    person_id, fact_id: randomUUID(), community: COMMUNITY, found: false,
    person: { name, document_kind: 'passport', document, phone, born: '1988-01-01', relation: 'head', stay: 'temporary', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room: '302' },
  })
}

/** Two tubes, as a table sends them; of the first the laboratory has said what it is. */
async function sampled() {
  const registrar = await session(url, 'shequ', PASSWORD)
  await registrar('POST', '/rounds', 'order_work', { round_id: ids.round, place: COMMUNITY, kind: 'sampling', name: '核酸检测' })
  const roll = () => registrar('POST', '/sampling/rolls', 'order_work', { roll_id: randomUUID(), place: COMMUNITY, pool: 'ten', n_tubes: 1 })
  const tubes = [(await roll()).first, (await roll()).first]
  const key = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const device = randomUUID()
  const raw = Buffer.from(await webcrypto.subtle.exportKey('raw', key.publicKey)).toString('base64')
  const sampler = await session(url, 'caiyang1', PASSWORD)
  await sampler('POST', '/sampling/devices', 'sampling', { device_id: device, label: '1号手机', public_key: raw })
  const now = Date.now()
  const part = (tube, at, people) => ({ part_id: randomUUID(), tube, use_id: randomUUID(), round_id: ids.round, place: COMMUNITY, site_id: null, pool: 'ten', opened_at: at - 60_000, first_position: 0, members: people.map((person_id) => ({ person_id, taken_at: at })), sealed: { at, stated: people.length } })
  const body = JSON.stringify({ made_at: now, parts: [part(tubes[0], now - 7_200_000, [ids.anna, ids.otto]), part(tubes[1], now - 60_000, [ids.anna])], n_unsent: 0 })
  const signature = Buffer.from(await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, Buffer.from(body))).toString('base64')
  const signedIn = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'x-fangxian': '1', 'content-type': 'application/json', purpose: 'own_data' }, body: JSON.stringify({ login: 'caiyang1', password: PASSWORD }) })
  const cookie = signedIn.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  const answer = await fetch(`${url}/api/v1/sampling/batches`, { method: 'POST', headers: { cookie, purpose: 'sampling', 'x-fangxian': '1', 'content-type': 'application/json', 'x-device': device, 'x-signature': signature }, body })
  const kept = await answer.json()
  assert.deepEqual(kept.answers.map((one) => one.fate), ['kept', 'kept'], JSON.stringify(kept))
  return tubes
}

/** The laboratory says of a tube that it is negative. */
async function reported(tube) {
  const laboratory_id = await openLaboratory(url, PASSWORD)
  await toCourier(url, PASSWORD, [tube])
  await toLaboratory(url, PASSWORD, laboratory_id, [tube])
  const [sheet] = await enterPlates(url, PASSWORD, laboratory_id, [tube])
  const signer = await session(url, 'shenhe', PASSWORD)
  await signer('POST', `/labs/sheets/${sheet}/decision`, 'lab_work', { verdict: 'signed', reason: '' })
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

/** The text of the square of a report, read off the sheet as it is printed. */
async function squareOf(pdf) {
  const file = join(own, 'report.pdf')
  await writeFile(file, pdf)
  execFileSync('pdftoppm', ['-png', '-singlefile', '-r', '150', file, join(shots, 'results-report')])
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
  prepareZXingModule({ overrides: { wasmBinary: await readFile(new URL('../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm', import.meta.url)) } })
  const picture = new Uint8Array(await readFile(join(shots, 'results-report.png')))
  const [square] = await readBarcodes(picture, { formats: ['QRCode'] })
  assert.ok(square?.text.startsWith('FXR1:'), 'the square of the report is read')
  return { square: square.text, text }
}

async function onThePhone(tubes) {
  const { page, problems, close } = await openBrowser('phone', { acceptDownloads: true })
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await page.goto(`${url}/results`)
    await shoot(page, 'form')
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the phone')
    const fill = async (secret) => {
      await page.selectOption('#kind', 'passport')
      await page.fill('#number', PASSPORT)
      await page.fill('#name', 'MULLER ANNA MARIA')
      if (secret !== '') await page.fill('#secret', secret)
    }
    await fill('00000000')
    await page.getByRole('button', { name: /查结果/ }).click()
    await page.getByText('没有查到').waitFor()
    await shoot(page, 'wrong')
    await fill('')
    await page.getByRole('button', { name: /发验证码/ }).click()
    await page.getByText('验证码已发到登记的手机上').waitFor()
    assert.equal(await page.inputValue('#number'), PASSPORT, 'what was typed is still there')
    await page.fill('#secret', await codeFromPhone())
    await page.getByRole('button', { name: /查结果/ }).click()
    await page.getByText('阴性').waitFor()
    await page.getByText('待出结果').waitFor()
    await page.getByText('Expected by').waitFor()
    assert.equal(new URL(page.url()).search, '', 'nothing stands in the address')
    assert.ok(!(await page.content()).includes('Otto'), 'who shared the tube is not named')
    await shoot(page, 'found')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /下载报告/ }).click()])
    const { square, text } = await squareOf(await readFile(await download.path()))
    for (const said of [NAME, '*****0T47', '阴性', 'NEGATIVE', tubes[0].slice(6, 13)]) assert.ok(text.includes(said), `${said} in ${text}`)
    await verified(page, square)
    assert.deepEqual(problems, [], 'the console is quiet')
    return square
  } catch (error) {
    await page.screenshot({ path: join(shots, 'results-fail-phone.png') }).catch(() => undefined)
    throw error
  } finally { await close() }
}

async function verified(page, square) {
  const [{ public_key }] = await (await fetch(`${url}/.well-known/fangxian-report-key.json`)).json()
  assert.match(command('report-verify', '--key', public_key, square), /核验通过[\s\S]*A\*\*\*[\s\S]*0T47[\s\S]*阴性/)
  const bent = square.slice(0, 40) + (square[40] === 'A' ? 'B' : 'A') + square.slice(41)
  assert.throws(() => execFileSync(process.env.FANGXIAN_BIN ?? 'target/debug/fangxian', ['report-verify', '--key', public_key, bent], { stdio: 'pipe' }))
  await page.goto(`${url}/results/verify`)
  await page.fill('#text', square)
  await page.getByRole('button', { name: /核验/ }).click()
  await page.getByText('签名有效，没有改动').waitFor()
  await shoot(page, 'verified')
  await page.fill('#text', bent)
  await page.getByRole('button', { name: /核验/ }).click()
  await page.getByText('核验不通过').waitFor()
  await shoot(page, 'forged')
}

async function atTheCounter(page) {
  await page.goto(`${url}/desk/results`)
  await page.fill('input[name=find]', PASSPORT)
  await page.getByRole('button', { name: '查找' }).click()
  await page.getByRole('button', { name: /^选 A/ }).click()
  await page.getByText('阴性').waitFor()
  await shoot(page, 'counter')
  const printed = (name) => openedSheet(page, name, '/pdf', 'result_notice')
  const { square } = await squareOf(await printed('打印报告'))
  assert.ok(square.startsWith('FXR1:'))
  const card = await printed('打印采样卡')
  await writeFile(join(own, 'card.pdf'), card)
  execFileSync('pdftoppm', ['-png', '-singlefile', '-r', '110', join(own, 'card.pdf'), join(shots, 'results-card')])
  const receipt = /([0-9A-HJKMNP-TV-Z]{5}) ?([0-9A-HJKMNP-TV-Z]{5})/.exec(execFileSync('pdftotext', ['-layout', join(own, 'card.pdf'), '-'], { encoding: 'utf8' }))
  assert.ok(receipt, 'the receipt code stands on the card')
  // A relative is bound.
  await page.getByRole('button', { name: '绑定家人' }).click()
  await page.locator('.family input[name=find]').fill('C01X00T48')
  await page.locator('.family').getByRole('button', { name: '查找' }).click()
  await page.locator('.family').getByRole('button', { name: /^选 O/ }).click()
  await shoot(page, 'family')
  await page.locator('.family').getByRole('button', { name: '绑定', exact: true }).click()
  await page.getByText('O*** 可以看此人的结果').waitFor()
  // The card is lost: the old code holds no more.
  await page.getByRole('button', { name: '卡丢了，换新卡' }).click()
  await page.getByRole('button', { name: '确认' }).click()
  await page.getByText('第 2 张').waitFor()
  const old = await fetch(`${url}/results`, { method: 'POST', body: new URLSearchParams({ kind: 'passport', number: PASSPORT, name: NAME, secret: receipt[0] }) })
  assert.match(await old.text(), /没有查到/)
}

try {
  await registered(ids.anna, NAME, PASSPORT, PHONE)
  await registered(ids.otto, 'Otto Müller', 'C01X00T48', '10000000072')
  const tubes = await sampled()
  await reported(tubes[0])
  await onThePhone(tubes)
  await desk('shequ', atTheCounter)
  await desk('shequ', async (page) => { await page.goto(`${url}/desk/results`); await page.fill('input[name=find]', PASSPORT); await page.getByRole('button', { name: '查找' }).click(); await page.getByRole('button', { name: /^选 A/ }).click(); await page.getByText('阴性').first().waitFor(); await shoot(page, 'counter-narrow') }, 'phone')
  console.log(`results: by passport and SMS at 360 px, the report checked, told at the counter; pictures in ${shots}`)
} finally {
  await stop()
  await rm(own, { recursive: true, force: true })
}
