// Sites, on the real server, in a real browser: the registrar chooses one, says when it is open and
// what it offers, opens it; a sampler says in one touch how long people wait; the registrar moves it.
// The public page shows all that without a script, on a screen of 360 px; the command room works out
// where kiosks could stand; a round says what it takes.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('sites')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const NAME = '幸福小区南门采样点'
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name, fullPage) => shootInto(page, shots, name, fullPage)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
const drawerOf = (page) => page.locator('.el-drawer', { hasText: NAME })

async function choose(page) {
  await page.goto(`${url}/desk/sites`)
  await page.getByText('还没有采样点。').waitFor()
  await page.getByRole('button', { name: '新选采样点' }).click()
  const dialog = page.getByRole('dialog', { name: '新选采样点' })
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText('请填写名称。').waitFor()
  await dialog.locator('input[name=name]').fill(NAME)
  await dialog.locator('input[name=address]').fill('南门东侧、超市对面')
  await shoot(page, 'sites-new')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await drawerOf(page).getByText('没有写开放时间').first().waitFor()
}

async function saysWhenItIsOpen(page) {
  const drawer = drawerOf(page)
  await drawer.getByRole('button', { name: '开放时间' }).click()
  await drawer.locator('input[name=workday]').fill('上午')
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.getByText('有时间没有看懂').waitFor()
  await drawer.locator('input[name=workday]').fill('0:00-23:59')
  await drawer.locator('input[name=weekend]').fill('8:00-11:30')
  await drawer.getByText('夏季时间不同').click()
  await drawer.locator('textarea[name=holidays]').fill('元旦 2023-01-01 2023-01-01 另行通知')
  await shoot(page, 'sites-hours')
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.locator('.past').getByText('改开放时间').waitFor()
  await drawer.getByRole('button', { name: '服务说明' }).click()
  await drawer.locator('input[name=for-whom]').fill('非重点人群：不发热、健康码绿码')
  await drawer.getByText('婴幼儿优先').click()
  await drawer.getByText('接力排队').click()
  await drawer.locator('input[name=noon]').fill('12:00')
  await drawer.locator('input[name=same]').fill('17:00')
  await drawer.locator('input[name=next]').fill('8:00')
  await drawer.getByRole('button', { name: '保存' }).click()
  await drawer.getByText('12:00前采样，当日17:00出报告；之后采样，次日8:00出报告').waitFor()
}

async function opens(page) {
  const drawer = drawerOf(page)
  await drawer.getByRole('button', { name: '登记建成' }).click()
  await drawer.getByRole('button', { name: '确认' }).click()
  await drawer.locator('.past').getByText('建成').waitFor()
  await drawer.getByRole('button', { name: '启用' }).click()
  await drawer.getByRole('button', { name: '确认' }).click()
  await drawer.locator('.past').getByText('启用').waitFor()
  await drawer.getByText('最近一小时没有人报').waitFor()
  await shoot(page, 'sites-open')
}

async function moves(page) {
  await page.goto(`${url}/desk/sites`)
  await page.getByText('约 30 分钟').waitFor()
  await shoot(page, 'sites-room')
  await page.getByRole('button', { name: NAME }).click()
  const drawer = drawerOf(page)
  await drawer.getByRole('button', { name: '搬迁' }).click()
  await drawer.locator('input[name=address]').fill('文源巷物流中心西侧')
  await drawer.locator('.el-date-editor input').fill('2022-11-29')
  await drawer.locator('.el-date-editor input').press('Enter')
  await shoot(page, 'sites-move')
  await drawer.getByRole('button', { name: '确认' }).click()
  await drawer.locator('dd em', { hasText: '搬至 文源巷物流中心西侧' }).waitFor()
}

/** One touch: a single request of a sampler who is signed in. */
async function queueIsSaid() {
  const ask = await session(url, 'caiyang1', PASSWORD)
  const [site] = await ask('GET', '/sites', 'sampling')
  assert.equal(site.name, NAME)
  await ask('POST', `/sites/${site.site_id}/queue`, 'sampling', { fact_id: randomUUID(), wait: 'half_hour' })
}

async function aSamplerTouches(page) {
  await page.goto(`${url}/desk/sites`)
  await page.getByRole('button', { name: NAME }).click()
  await page.getByRole('button', { name: '约 10 分钟' }).click()
  await page.getByText('约 10 分钟（刚刚）').first().waitFor()
  const box = await page.getByRole('button', { name: '约 10 分钟' }).boundingBox()
  assert.ok(box.height >= 44, `the touch is ${box.height} px high`)
  await shoot(page, 'sites-touch', true)
}

async function residentsRead() {
  const { page, problems, close } = await openBrowser('phone', { javaScriptEnabled: false })
  page.setDefaultTimeout(PATIENCE_MS)
  const narrow = async (name) => {
    await shoot(page, name, true)
    const widest = await page.locator('main *').evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right))).catch(() => 0)
    assert.ok(widest <= 360, `${name} reaches to ${widest} px of 360`)
  }
  try {
    await page.goto(`${url}/sites`)
    await page.getByText(NAME).waitFor()
    await page.getByText('现在开放，到').first().waitFor()
    await narrow('sites-public')
    await page.fill('input[name=q]', '物流中心')
    await page.getByRole('button', { name: '查询' }).click()
    await page.getByText('自11月29日起搬至文源巷物流中心西侧').waitFor()
    await page.getByText(NAME).click()
    for (const words of ['原南门东侧、超市对面的采样点', '排队：', '周一至周五 0:00–23:59', '夏季（5月1日至9月30日）', '元旦 1月1日 另行通知', '婴幼儿优先', '接力排队', '12:00前采样，当日17:00出报告', '带什么', '非重点人群']) await page.getByText(words).first().waitFor()
    await narrow('sites-public-one')
    await page.getByRole('link', { name: 'English' }).click()
    await page.getByText('Open now, until').first().waitFor()
    await narrow('sites-public-en')
    await page.goto(`${url}/sites?q=%E4%BA%94%E6%B9%96`)
    await page.getByText('没有找到').waitFor()
    assert.deepEqual(problems, [], 'the console of the phone is quiet')
  } catch (error) {
    await page.screenshot({ path: join(shots, 'fail-public.png') }).catch(() => undefined)
    throw error
  } finally { await close() }
}

async function kiosksAreSited(page) {
  await page.goto(`${url}/desk/sites`)
  await page.getByRole('button', { name: '采样亭选址' }).click()
  const dialog = page.getByRole('dialog', { name: '采样亭选址' })
  await dialog.locator('.el-select').click()
  await page.getByRole('option', { name: /晋源区/ }).click()
  await dialog.locator('textarea[name=places]').fill('小区,东一,112.550,37.870,3000\n小区,东二,112.552,37.870,1900\n小区,西一,112.500,37.870,2800\n车站,东站,112.551,37.871\n其他,东广场,112.551,37.8698\n市场,西市场,112.501,37.870\n学校,一中,112.5,37.8')
  await dialog.getByRole('button', { name: '算一算' }).click()
  await dialog.getByText('2 个采样亭，7700 人').waitFor()
  await dialog.getByText('已证明是最优').waitFor()
  await dialog.getByText('第 7 行没有用上').waitFor()
  await shoot(page, 'sites-siting')
}

async function aRoundSaysWhatItTakes(page) {
  const ask = await session(url, 'shequ', PASSWORD)
  const round = randomUUID()
  await ask('POST', '/people', 'register', { person_id: randomUUID(), fact_id: randomUUID(), community: COMMUNITY, found: false, person: { name: '演练住户', document_kind: 'none_yet', document: '', phone: null, born: '1980-01-01', relation: 'head', stay: 'permanent', note: '', compound: '兰亭御湖城东区', building: '5号楼', unit: '1单元', room: '101' } })
  await ask('POST', '/rounds', 'order_work', { round_id: round, place: COMMUNITY, kind: 'sampling', name: '第六轮' })
  await page.goto(`${url}/desk/rounds/${round}`)
  await page.getByRole('button', { name: '测算人和物资' }).click()
  const dialog = page.getByRole('dialog', { name: '这一轮要多少人和物资' })
  await dialog.getByText('采样人员数=人口数÷360').waitFor()
  await dialog.getByRole('spinbutton', { name: '现有 采样人员' }).fill('0')
  await dialog.getByRole('button', { name: '测算', exact: true }).click()
  await dialog.getByText('采样人员 缺 1').waitFor()
  await shoot(page, 'sites-plan')
}

async function holdsOnANarrowScreen(page) {
  await page.goto(`${url}/desk/sites`)
  await page.getByRole('button', { name: NAME }).waitFor()
  await shoot(page, 'sites-narrow', true)
  const right = await page.locator('#content .card, #content td, #content td button').evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)))
  assert.ok(right <= 360, `the room reaches to ${right} px of 360`)
}

let failed = 1
try {
  await desk('shequ', async (page) => {
    await choose(page)
    await saysWhenItIsOpen(page)
    console.log('pass a site is chosen, its hours and offers are said')
    await opens(page)
    console.log('pass it is built and opened')
    await queueIsSaid()
    await moves(page)
    console.log('pass the queue is said in one request, and the site moves')
  })
  await residentsRead()
  console.log('pass residents read it without a script, on 360 px, under the old place and the new')
  await desk('caiyang1', aSamplerTouches, 'phone')
  console.log('pass a sampler says the queue in one touch')
  await desk('zhihui', kiosksAreSited)
  console.log('pass kiosks are sited, with the proof')
  await desk('shequ', aRoundSaysWhatItTakes)
  console.log('pass a round says what it takes and what is short')
  await desk('shequ', holdsOnANarrowScreen, 'phone')
  console.log('pass the room holds on a narrow screen')
  failed = 0
} catch (error) {
  console.error(`FAIL sites\n${error.stack}`)
} finally { await stop() }
console.log(`pictures in ${shots}`)
process.exit(failed)
