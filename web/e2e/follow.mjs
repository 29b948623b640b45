// Those who are kept, on the real server, in a real browser: the worker of a community takes temperatures down on a
// phone, one of them without a network; he and the doctor sign, each for himself; the letter is opened; whoever
// was not asked after stands on the desk a day later, and on the command's.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, signIn, startProgram } from './real.mjs'

needProgram('follow-ups')
// Which parts a day calls for follows from the hour at which somebody comes to be kept.
const hour = new Date(Date.now() + 8 * 3_600_000).getUTCHours()
if (hour >= 19) {
  console.error('SKIPPED: follow-ups: after seven in the evening of the city this day calls for nothing any more')
  process.exit(0)
}
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const { url, stop } = await startProgram('--demo', '--drill', '--today', '2022-10-08')
const shoot = (page, name, full) => shootInto(page, shots, `follow-${name}`, full)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)

async function narrow(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(wide, false, 'nothing runs over the edge')
}

async function lives(name, document, room) {
  const ask = await session(url, 'shequ', PASSWORD)
  await ask('POST', '/people', 'register', {
    person_id: randomUUID(), fact_id: randomUUID(), community: COMMUNITY, found: false,
    person: { name, document_kind: 'passport', document, phone: '10000000091', relation: 'other', stay: 'permanent', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room },
  })
}

async function aCaseHoldsTwo() {
  const ask = await session(url, 'liudiao', PASSWORD)
  const about = { kind: 'confirmed', source: 'clinic', report: '某医院2022-121', onset: '2022-10-07' }
  const case_id = randomUUID()
  await ask('POST', '/cases', 'tracing', { case_id, fact_id: randomUUID(), name: '演练病例戊', document_kind: 'passport', document: 'X7300001', about })
  return case_id
}

async function atPhone(login, act) {
  const browser = await openBrowser('phone')
  browser.page.setDefaultTimeout(PATIENCE_MS)
  try {
    await signIn(browser.page, url, 'field', login, PASSWORD)
    await browser.page.getByRole('link', { name: '隔离随访' }).click()
    await act(browser.page)
  } catch (error) {
    await browser.page.screenshot({ path: `${shots}/fail-follow-${login}.png` }).catch(() => undefined)
    throw error
  } finally { await browser.close() }
}

const first = (page) => page.locator('[data-kept]').first()

async function measured(page, degrees) {
  await first(page).getByRole('button', { name: /记.上体温/ }).first().click()
  await page.getByRole('button', { name: degrees, exact: true }).click()
  await page.getByRole('button', { name: '记下' }).click()
}

async function theWorkerTakesTemperatures(page) {
  await page.locator('[data-kept]').nth(1).waitFor()
  await shoot(page, 'list', true)
  await narrow(page)
  await first(page).getByRole('button', { name: /记.上体温/ }).first().click()
  await page.getByLabel('其他体温').fill('50')
  await page.getByText('体温要在34.0至43.0度').waitFor()
  await shoot(page, 'measure', true)
  await narrow(page)
  await page.getByRole('button', { name: '取消' }).click()
  const n = await first(page).getByRole('button', { name: /记.上体温/ }).count()
  for (let left = n; left > 1; left -= 1) await measured(page, '36.5℃')
  await page.getByText('条记在手机里').waitFor({ state: 'detached' })
  // The last one is taken down where there is no network.
  await page.context().setOffline(true)
  await measured(page, '36.6℃')
  await page.getByText('1 条记在手机里').waitFor()
  await shoot(page, 'offline', true)
  await page.context().setOffline(false)
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await page.getByText('条记在手机里').waitFor({ state: 'detached' })
  await first(page).getByText('36.6℃').waitFor()
  await first(page).getByRole('button', { name: '社区签字' }).click()
  await first(page).getByRole('button', { name: '签字', exact: true }).click()
  await first(page).getByRole('button', { name: '社区签字' }).waitFor({ state: 'detached' })
  await shoot(page, 'signed', true)
}

async function theDoctorSigns(page) {
  await page.goto(`${url}/desk/follow-ups`)
  await page.getByText('2 人，今天做完 0 人').waitFor()
  const card = page.locator('[data-kept]', { hasText: '36.6℃' })
  await card.getByRole('button', { name: '医生签字' }).click()
  await shoot(page, 'doctor', true)
  await card.getByRole('button', { name: '签字', exact: true }).click()
  await page.getByText('2 人，今天做完 1 人').waitFor()
  await card.getByText('今天做完了').waitFor()
  assert.equal(await page.getByRole('button', { name: '社区签字' }).count(), 0, 'a doctor does not sign for the community')
}

async function theLetterIsOpened(page) {
  await page.goto(`${url}/desk/follow-ups`)
  await page.locator('[data-kept]').nth(1).waitFor()
  await page.fill('input[name=phone]', '0351-0000009')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存').waitFor()
  const id = await first(page).getAttribute('data-kept')
  const [answer] = await Promise.all([
    page.context().waitForEvent('response', (one) => one.url().endsWith(`${id}/letter`) && one.status() === 200),
    first(page).getByRole('button', { name: '告知书' }).click(),
  ])
  const again = await page.context().request.get(answer.url(), { headers: { purpose: 'order_work' } })
  assert.equal((await again.body()).subarray(0, 5).toString(), '%PDF-')
}

async function theTracerHasIt(page, case_id) {
  await page.goto(`${url}/desk/cases/${case_id}`)
  const contact = page.locator('[data-contact]').first()
  await contact.waitFor()
  await shoot(page, 'tracer', true)
  assert.equal(await contact.getByRole('button', { name: '告知书' }).count(), 1)
}

async function whoWasMissedIsSeen(page) {
  await page.goto(`${url}/desk/follow-ups`)
  await page.getByText('逾期：').first().waitFor()
  await page.getByText('已报到').first().waitFor()
  await shoot(page, 'missed', true)
  await narrow(page)
}

try {
  await lives('演练病例戊', 'X7300001', '401')
  await lives('演练家人己', 'X7300002', '401')
  await lives('演练家人庚', 'X7300003', '401')
  const case_id = await aCaseHoldsTwo()
  await desk('liudiao', (page) => theTracerHasIt(page, case_id))
  await atPhone('wangge', theWorkerTakesTemperatures)
  await desk('yisheng', theDoctorSigns)
  await desk('shequ', theLetterIsOpened)
  const command = await session(url, 'zhihui', PASSWORD)
  await command('POST', '/drill/day', 'command', { day: '2022-10-09' })
  await desk('shequ', whoWasMissedIsSeen, 'phone')
  await desk('zhihui', whoWasMissedIsSeen)
  console.log('those who are kept were followed up, signed for, told, and missed in the open')
} finally {
  await stop()
}
