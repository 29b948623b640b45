// A family of contacts, on the real server, in a real browser: the command enters a site, its rooms and a vehicle;
// a tracer sees who waits, with rooms next to one another and why, gives the beds and sends the vehicle; the
// community and the driver sign at the door, the driver and the site at the end, each on a phone; the site keeps
// what somebody needs and looks at itself.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { PATIENCE_MS, atDesk, needProgram, shoot as shootInto, shotsFolder, signIn, startProgram } from './real.mjs'

needProgram('isolation')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const { url, stop } = await startProgram('--demo', '--today', '2022-10-08')
const shoot = (page, name, full) => shootInto(page, shots, `isolation-${name}`, full)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)

async function onPhone(login, act) {
  const browser = await openBrowser('phone')
  browser.page.setDefaultTimeout(PATIENCE_MS)
  try {
    await signIn(browser.page, url, 'field', login, PASSWORD)
    await act(browser.page)
    const wide = await browser.page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    assert.equal(wide, false, 'nothing runs over the edge')
    assert.deepEqual(browser.problems, [], `the console of ${login} is quiet`)
  } catch (error) {
    await browser.page.screenshot({ path: `${shots}/fail-${login}.png` }).catch(() => undefined)
    throw error
  } finally { await browser.close() }
}

async function lives(name, document, room) {
  const ask = await session(url, 'shequ', PASSWORD)
  await ask('POST', '/people', 'register', {
    person_id: randomUUID(), fact_id: randomUUID(), community: COMMUNITY, found: false,
    person: { name, document_kind: 'passport', document, phone: '10000000071', relation: 'other', stay: 'permanent', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room },
  })
}

async function aCase() {
  const ask = await session(url, 'liudiao', PASSWORD)
  const id = randomUUID()
  await ask('POST', '/cases', 'tracing', { case_id: id, fact_id: randomUUID(), name: '演练病例甲', document_kind: 'passport', document: 'X7200001', about: { kind: 'asymptomatic', source: 'clinic', report: '某医院2022-119', onset: '2022-10-07' } })
  for (let n = 0; n < 60; n += 1) {
    const seen = await ask('GET', `/cases/${id}/contacts`, 'tracing')
    if (seen.searched_at !== null) return
    await new Promise((wake) => setTimeout(wake, 500))
  }
  assert.fail('nobody was sought for')
}

async function aSiteIsEntered(page) {
  await page.goto(`${url}/desk/isolation`)
  await page.getByText('还没有隔离点', { exact: false }).first().waitFor()
  await page.getByRole('button', { name: '登记隔离点' }).click()
  await page.fill('input[name=name]', '演练宾馆')
  await page.fill('input[name=place]', COMMUNITY)
  await page.getByRole('button', { name: '保存' }).click()
  const site = page.locator('[data-site]').filter({ hasText: '演练宾馆' })
  await site.getByRole('button', { name: '房间和人员' }).click()
  await site.locator('textarea[name=rooms]').fill('101,1,清洁区,2\n301,3,污染,1')
  await site.locator('input[name=staff]').fill('geli')
  await site.getByRole('button', { name: '保存' }).click()
  await page.getByText('第 2 行看不懂', { exact: false }).waitFor()
  await site.locator('textarea[name=rooms]').fill('101,1,清洁区,2\n301,3,污染区,1\n302,3,污染区,1\n303,3,污染区,1')
  await site.getByRole('button', { name: '保存' }).click()
  await site.getByText('空床 3 / 3').waitFor()
  await page.getByRole('button', { name: '登记车辆' }).click()
  await page.fill('input[name=vehicle]', '晋A10001')
  await page.fill('input[name=driver]', 'siji')
  await page.fill('input[name=county]', '140110')
  await page.locator('[data-part=vehicles]').getByRole('button', { name: '保存' }).click()
  await page.locator('[data-part=vehicles]').getByText('晋A10001').waitFor()
  await shoot(page, 'entered', true)
}

async function bedsAndAVehicle(page) {
  await page.goto(`${url}/desk/isolation`)
  const party = page.locator('[data-part=waiting] article').filter({ hasText: '密接' }).first()
  await party.getByText('一家人相邻', { exact: false }).first().waitFor()
  await shoot(page, 'waiting', true)
  await party.getByRole('button', { name: '按建议安排' }).click()
  await page.getByText('已选 2 人，6 座').waitFor()
  await shoot(page, 'riders', true)
  // A window has two ends, the second not before the first.
  await page.locator('input[name=window_from]').fill('00:05')
  await page.getByText('两个时间都要填', { exact: false }).waitFor()
  await page.locator('input[name=window_to]').fill('23:55')
  await page.getByText('两个时间都要填', { exact: false }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '派车' }).click()
  // Called off, they wait again, and the plan of all vehicles fetches them.
  const runs = page.locator('[data-part=runs]')
  await runs.getByRole('button', { name: '取消车次' }).click()
  await runs.getByLabel('原因').fill('改由统一派车')
  await runs.getByRole('button', { name: '取消车次' }).click()
  const load = page.locator('[data-part=fleet] [data-load="晋A10001"]')
  await load.getByText('演练宾馆').waitFor()
  await load.getByRole('button', { name: '派出这辆' }).click()
  await page.locator('[data-run]').getByText('待出发').waitFor()
  await shoot(page, 'run', true)
}

async function pointsAreEntered(page) {
  await page.goto(`${url}/desk/isolation`)
  const points = page.locator('[data-part=points]')
  const site = points.locator('article').filter({ hasText: '演练宾馆' })
  await site.getByRole('button', { name: '填点位' }).click()
  await page.fill('input[name=point_longitude]', '37.857')
  await page.fill('input[name=point_latitude]', '37.857')
  await site.getByRole('button', { name: '保存' }).click()
  await points.getByText('经度应是73到136之间的数', { exact: false }).waitFor()
  await shoot(page, 'points', true)
  await page.fill('input[name=point_longitude]', '112.549')
  await site.getByRole('button', { name: '保存' }).click()
  await site.waitFor({ state: 'detached' })
  const building = points.locator('article').first()
  await building.getByRole('button', { name: '填点位' }).click()
  await page.fill('input[name=point_longitude]', '112.551')
  await page.fill('input[name=point_latitude]', '37.861')
  await building.getByRole('button', { name: '保存' }).click()
  await points.getByText('都有点位').waitFor()
}

async function theCommunityGives(page) {
  await page.getByRole('link', { name: '交付转运' }).click()
  await page.getByRole('button', { name: '交付 2 人' }).click()
  await page.getByText('确认把 2 人交给 晋A10001？').waitFor()
  await shoot(page, 'gives')
  await page.getByRole('button', { name: '确认' }).click()
  await page.getByText('已交付 2 人').waitFor()
  await page.getByText('等司机签').waitFor()
}

async function theDriverTakes(page) {
  await page.getByText('社区已交付 2 人').waitFor()
  const text = await page.locator('main').innerText()
  assert.ok(!text.includes('演练家人'), 'a driver reads no name')
  await shoot(page, 'driver')
  await page.getByRole('button', { name: '接到 2 人' }).click()
  await page.getByRole('button', { name: '确认' }).click()
  await page.getByText('已接到 2 人').waitFor()
  await page.getByRole('button', { name: '交付 2 人' }).click()
  await page.getByRole('button', { name: '确认' }).click()
  await page.getByText('等隔离点接收').waitFor()
  await shoot(page, 'delivered')
}

async function theSiteReceives(page) {
  await page.getByText('演练家人乙').waitFor()
  await shoot(page, 'house', true)
  await page.getByRole('button', { name: '接收 2 人' }).click()
  await page.getByRole('button', { name: '确认' }).click()
  await page.getByText('已入住').first().waitFor()
  const guest = page.locator('[data-guest]').first()
  await guest.getByRole('button', { name: '需要' }).click()
  await guest.locator('select').selectOption('diabetic')
  await guest.getByRole('button', { name: '保存' }).click()
  await guest.getByText('糖尿病餐').first().waitFor()
  for (const box of await page.locator('article').filter({ hasText: '每日检查' }).locator('input[type=checkbox]').all()) await box.check()
  await page.getByRole('button', { name: '交检查' }).click()
  await page.getByRole('button', { name: '确认' }).click()
  await page.getByText('今天已检查').waitFor()
  await shoot(page, 'received', true)
}

async function theDeskSeesIt(page) {
  await page.goto(`${url}/desk/isolation`)
  await page.locator('[data-run]').getByText('已完成').waitFor()
  await page.locator('[data-site]').getByText('已入住 2').waitFor()
  await page.getByText('今天检查无缺项').waitFor()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(wide, false, 'nothing runs over the edge')
  await shoot(page, 'done', true)
}

try {
  await lives('演练病例甲', 'X7200001', '302')
  await lives('演练家人乙', 'X7200002', '302')
  await lives('演练家人丙', 'X7200003', '302')
  await desk('zhihui', aSiteIsEntered)
  await aCase()
  await desk('zhihui', pointsAreEntered)
  await desk('liudiao', bedsAndAVehicle)
  await onPhone('wangge', theCommunityGives)
  await onPhone('siji', theDriverTakes)
  await onPhone('geli', theSiteReceives)
  await desk('zhihui', theDeskSeesIt, 'phone')
  console.log('a family went to one site, and both ends signed')
} finally {
  await stop()
}
