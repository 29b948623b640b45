// A code that explains itself, on the real server: a resident's code turns yellow by an antigen test;
// he sees why on a phone of 360 px and appeals; the community looks into it with one key each and asks
// to clear it; another office voids it and the page is green. Then a contact: proposed by one office,
// approved by another, told by the hotline to somebody without a phone, seen by whoever looked.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('codes_page')
const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')))
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) } })
const shots = await shotsFolder()
const own = await mkdtemp(join(tmpdir(), 'fangxian-code-'))
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const [NAME, PASSPORT] = ['Anna Maria Müller', 'C01X00T47']
const ELDER = { name: '测试老人', document: '990101194001010024' }
const { url, stop, on, off } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name) => shootInto(page, shots, `code-${name}`, true)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
const person_id = randomUUID()
const registrar = await session(url, 'shequ', PASSWORD)
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

async function signedIn(login) {
  const answer = await fetch(`${url}/api/v1/session`, { method: 'POST', headers: { 'x-fangxian': '1', 'content-type': 'application/json', purpose: 'own_data' }, body: JSON.stringify({ login, password: PASSWORD }) })
  return answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
}

/** Somebody with a card; the receipt code as it stands on it. */
async function withACard(id, person) {
  await registrar('POST', '/people', 'register', { person_id: id, fact_id: randomUUID(), community: COMMUNITY, found: false, person: { relation: 'head', stay: 'temporary', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', ...person } })
  const card = await fetch(`${url}/api/v1/people/${id}/card/pdf`, { headers: { cookie: await signedIn('shequ'), purpose: 'result_notice' } })
  assert.equal(card.status, 200)
  const file = join(own, 'card.pdf')
  await writeFile(file, Buffer.from(await card.arrayBuffer()))
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
  const receipt = /([0-9A-HJKMNP-TV-Z]{5}) ?([0-9A-HJKMNP-TV-Z]{5})/.exec(text)
  assert.ok(receipt, 'the receipt code stands on the card')
  return receipt[0]
}

/** `scripts`: none, those of a page, or those of a page with a clock that is turned. */
async function looks(receipt, act, scripts = 'none') {
  const javaScriptEnabled = scripts !== 'none'
  const { page, problems, close } = await openBrowser('phone', { viewport: { width: 360, height: 740 }, javaScriptEnabled })
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    if (scripts === 'clock') await page.clock.install()
    await page.goto(`${url}/`)
    await page.getByRole('link', { name: '健康码', exact: true }).click()
    await page.selectOption('#kind', 'passport')
    await page.fill('#number', PASSPORT)
    await page.fill('#name', 'MULLER ANNA MARIA')
    await page.fill('#secret', receipt)
    await page.getByRole('button', { name: /看健康码/ }).click()
    await act(page)
    // A centre that has just been started says so to whoever asks too early.
    assert.deepEqual(problems.filter((one) => !one.includes('status of 503')), [], 'the console is quiet')
  } finally { await close() }
}

/** What is printed at this button, read back: the words, and a square for each. */
async function printedCode(name, answer) {
  assert.equal(answer.headers()['content-type'], 'application/pdf')
  const file = join(own, `${name}.pdf`)
  await writeFile(file, await answer.body())
  if (shots) execFileSync('pdftoppm', ['-png', '-r', '60', file, join(shots, `code-${name}`)])
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
}

async function theResident(receipt) {
  await looks(receipt, async (page) => {
    await page.getByText('● 绿码').waitFor()
    await shoot(page, 'green')
    // For a way without the phone: good for a day, and compared with the document.
    const paper = page.locator('form[action*="/code/paper"]').first()
    await paper.getByRole('button', { name: /打印纸质码/ }).waitFor()
    const form = Object.fromEntries(await paper.locator('input[type=hidden]').evaluateAll((all) => all.map((one) => [one.name, one.value])))
    const printed = await printedCode('paper', await page.request.post(`${url}/code/paper`, { form, headers: { origin: url } }))
    for (const said of ['绿码', '0T47', '有效', '120']) assert.ok(printed.includes(said), `${said} in ${printed}`)
    assert.ok(!printed.includes(PASSPORT), 'the whole number is on no paper')
    // What a gate reads, made anew at each touch.
    await page.getByRole('button', { name: /亮码给门岗看/ }).click()
    await page.getByText('有效到').waitFor()
    const square = () => page.locator('.square path').getAttribute('d')
    const first = await square()
    await shoot(page, 'shown')
    await page.waitForTimeout(1_100)
    await page.getByRole('button', { name: /刷新/ }).click()
    await page.getByText('有效到').waitFor()
    assert.notEqual(await square(), first)
  })
  await itRenewsItself(receipt)
  await itStaysOnThePhone(receipt)
  await registrar('POST', '/antigen/reports', 'order_work', { report_id: randomUUID(), person_id, outcome: 'positive', no_photo_reason: '电话代报' })
  await looks(receipt, async (page) => {
    await page.getByText('▲ 黄码').first().waitFor()
    for (const said of ['抗原自测阳性，待核酸复核', '怎样解除', '问谁', '谁看过我的登记', '直接打120']) await page.getByText(said).first().waitFor()
    await page.getByText('规定原文').first().click()
    await shoot(page, 'yellow')
    await page.getByText('觉得不对？在这里申诉').click()
    await page.getByLabel(/哪里不对/).fill('报错了，是给邻居做的自测')
    await shoot(page, 'appeal')
    await page.getByRole('button', { name: /提交申诉/ }).click()
    await page.getByText('申诉已收到').waitFor()
    await page.getByText('收据号').first().waitFor()
    await shoot(page, 'receipt')
  })
}

/** With scripts the square is another one before its time is over, and says what the server said. */
async function itRenewsItself(receipt) {
  await looks(receipt, async (page) => {
    await page.getByRole('button', { name: /亮码给门岗看/ }).click()
    await page.getByText('有效到').waitFor()
    const fresh = page.waitForResponse(`${url}/code/now`)
    await page.clock.runFor(51_000)
    const answer = await fresh
    assert.equal(answer.status(), 200)
    await page.getByText('一直亮着就会自己换').waitFor()
    const [drawn] = await readBarcodes(new Blob([await page.locator('#square').screenshot()]), { formats: ['QRCode'], tryHarder: true })
    assert.equal(drawn?.text, (await answer.json()).pass, 'what is drawn is what was answered')
    await shoot(page, 'renewed')
    // Without a network it is covered once its time is over.
    await page.context().setOffline(true)
    await page.clock.runFor(91_000)
    await page.locator('#square.over').waitFor()
    await page.getByText('这张码过时了').waitFor()
    await shoot(page, 'over')
    await page.context().setOffline(false)
  }, 'clock')
}

async function drawnAt(page) {
  const [drawn] = await readBarcodes(new Blob([await page.locator('#square').screenshot()]), { formats: ['QRCode'], tryHarder: true })
  assert.ok(drawn?.isValid, 'a code is drawn')
  return drawn.text
}

/** With the centre off the code that was kept opens from the phone, and a gate without a network believes
 *  it together with the document; once the centre is there again it is the code of now. */
async function itStaysOnThePhone(receipt) {
  const gate = await gateLogic()
  await looks(receipt, async (page) => {
    await page.getByRole('button', { name: /亮码给门岗看/ }).click()
    await page.getByText('断网时也能亮码').waitFor()
    await shoot(page, 'keep')
    await page.getByRole('button', { name: /在这部手机上留一张/ }).click()
    await page.getByText('留好了，有效到').waitFor()
    await page.locator('#keep').scrollIntoViewIfNeeded()
    await shoot(page, 'kept')
    const { keys } = JSON.parse((await (await fetch(`${url}/gate/keys`)).json()).list)
    await off()
    await page.goto(`${url}/code`)
    await page.getByText('中心暂时连不上').waitFor()
    await page.getByText('0T47').waitFor()
    assert.equal(page.url(), `${url}/code/still`)
    assert.ok(await fits(page), 'nothing is wider than a phone')
    await shoot(page, 'still')
    const text = await drawnAt(page)
    const at = gate.parse(text, '1401').pass.made_at
    const believed = (ms) => gate.believe(text, '1401', keys, at + ms)
    const { pass } = await believed(86_400_000 - 1)
    assert.deepEqual([pass.kind, pass.color, pass.mark], ['paper', 'green', 'A*** 0T47'])
    assert.equal(gate.decide({ pass: null, color: pass.color, is_code_asked: true, is_closed: false, n_free: null, temperature: null, has_mask: null, has_certificate: null, emergency: null }), 'fine')
    assert.deepEqual(await believed(86_400_000), { why: 'pass_old' })
    await on()
    await page.getByText('下面是现在的码').waitFor()
    await shoot(page, 'still-live')
    assert.equal(gate.parse(await drawnAt(page), '1401').pass.kind, 'screen')
    await page.getByRole('button', { name: /清除这部手机上留的码/ }).click()
    await page.getByText('这部手机上没有可以用的码').waitFor()
    await page.goto(`${url}/code/still`)
    await page.getByText('这部手机上没有可以用的码').waitFor()
    await shoot(page, 'still-none')
    const left = await page.evaluate(async () => [localStorage.length, document.cookie, (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length])
    assert.deepEqual(left, [0, '', 0, 0], 'nothing is left on the phone')
  }, 'page')
}

/** What a gate decides by without a network, as its page has it. */
async function gateLogic() {
  const { createServer } = await import('vite')
  const root = fileURLToPath(new URL('..', import.meta.url))
  const reader = await createServer({ root, configFile: false, logLevel: 'error', server: { middlewareMode: true, hmr: false, ws: false, watch: null }, optimizeDeps: { noDiscovery: true }, appType: 'custom' })
  try {
    const [believe, decide, pass] = await Promise.all(['believe', 'decide', 'pass'].map((name) => reader.ssrLoadModule(`/src/gate/${name}.ts`)))
    return { ...believe, ...decide, parse: pass.parse }
  } finally { await reader.close() }
}

/** Everybody who is counted at the elder's door, printed at the counter. */
async function atTheCounter() {
  await desk('shequ', async (page) => {
    const cookie = await signedIn('shequ')
    const answer = await page.request.get(`${url}/api/v1/people/${person_id}/paper-code/pdf?household=true`, { headers: { cookie, purpose: 'order_work' } })
    assert.equal(answer.status(), 200, await answer.text())
    const printed = await printedCode('household', answer)
    assert.ok(printed.includes('0T47'), printed)
  })
}

async function theCommunity() {
  await desk('shequ', async (page) => {
    await page.goto(`${url}/desk/code-work`)
    await page.getByText('待核实 1 条，待答复 1 条').waitFor()
    await shoot(page, 'work')
    assert.ok(await fits(page))
    await page.keyboard.press('v')
    await page.getByText('待核实 0 条，待答复 1 条').waitFor()
    await page.keyboard.press('a')
    await page.getByText('待核实 0 条，待答复 0 条').waitFor()
    await shoot(page, 'worked')
  })
  await desk('shequ', async (page) => {
    await page.goto(`${url}/desk/code-work`)
    await page.getByText('待核实 0 条').waitFor()
    assert.ok(await fits(page), 'nothing is wider than a phone')
    await shoot(page, 'work-phone')
  }, 'phone')
}

async function theOtherOffice() {
  await desk('shensu', async (page) => {
    await page.goto(`${url}/desk/code-appeals`)
    await page.getByText('超时 0 条，待答复 1 条').waitFor()
    await shoot(page, 'appeals')
    await page.fill('input[name=answer]', '已核实是误报，码已恢复')
    await page.getByRole('button', { name: '撤销', exact: true }).click()
    await page.getByText('已撤销', { exact: true }).waitFor()
    await shoot(page, 'voided')
  })
}

async function twoOffices() {
  await desk('jikong', async (page) => {
    await page.goto(`${url}/desk/codes`)
    await page.getByRole('button', { name: '提议', exact: true }).click()
    await page.fill('input[name=reference]', '流调报告2022-113')
    await page.fill('input[name=said]', '11月22日在一家餐馆与感染者同桌用餐')
    await page.fill('textarea[name=people]', `${ELDER.name} ${ELDER.document} 流调卡7`)
    await page.getByText('1 人', { exact: true }).waitFor()
    await shoot(page, 'propose')
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await page.getByText('待批准').waitFor()
    assert.equal(await page.getByRole('button', { name: '批准', exact: true }).count(), 0, 'who proposes does not approve')
    await shoot(page, 'proposed')
  })
  await desk('weijian', async (page) => {
    await page.goto(`${url}/desk/codes`)
    await page.getByRole('button', { name: '批准', exact: true }).click()
    await page.getByText('施行中').waitFor()
    await shoot(page, 'approved')
  })
}

/** Somebody without a phone calls. */
async function theHotline() {
  await desk('rexian', async (page) => {
    await page.goto(`${url}/desk/code-told`)
    await page.fill('input[name=name]', ELDER.name)
    await page.fill('input[name=document]', ELDER.document)
    await page.getByRole('button', { name: '核对', exact: true }).click()
    await page.getByText('■ 红码').first().waitFor()
    await shoot(page, 'told')
    await page.getByRole('button', { name: '写申诉', exact: true }).first().click()
    await page.fill('textarea[name=said]', '明天要去医院透析')
    await page.locator('input[name=medical]').check()
    await page.getByRole('button', { name: '提交', exact: true }).click()
    await page.getByText(/收据号/).waitFor()
    await shoot(page, 'told-receipt')
  })
}

try {
  const receipt = await withACard(person_id, { name: NAME, document_kind: 'passport', document: PASSPORT, phone: '', born: '1988-01-01', room: '302' })
  await withACard(randomUUID(), { name: ELDER.name, document_kind: 'resident_id', document: ELDER.document, phone: '10000000001', room: '303' })
  await theResident(receipt)
  await atTheCounter()
  await theCommunity()
  await theOtherOffice()
  await looks(receipt, async (page) => {
    await page.getByText('● 绿码').waitFor()
    await page.getByText('已核实是误报，码已恢复').waitFor()
    await page.getByText('申诉答复人员').first().waitFor()
    await shoot(page, 'cleared')
  })
  await twoOffices()
  await theHotline()
  console.log(`OK: a code explains itself, is appealed and cleared; pictures in ${shots}`)
} finally {
  await stop()
  await rm(own, { recursive: true, force: true })
}
