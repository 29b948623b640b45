// Codes are down, on the real server, in a real browser: the city command says so in one act with a second
// look, every desk and the public pages say it too, it goes on with words of its own, and is ended early. The
// hotline lets somebody pass at once, refuses who asks from outside, and the auditor chooses a canary.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { openBrowser } from './browser.mjs'
import { session } from './office.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('codes that are down')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = async (page, name, full = true) => { if (process.env.SHOTS) await shootInto(page, shots, `down-${name}`, full) }
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
const button = (page, name) => page.getByRole('button', { name, exact: true })

async function narrow(page) {
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, 'nothing runs over the edge')
}

async function theCommandSaysIt(page) {
  await page.goto(`${url}/desk/codes-down`)
  await page.getByText('健康码正常使用').waitFor()
  await page.getByText('还没有停用过').waitFor()
  await shoot(page, 'none')
  await button(page, '停用健康码').click()
  await button(page, '下一步').click()
  await page.getByText('请写明原因').first().waitFor()
  await page.fill('#outage-reason', '机房断电，健康码打不开')
  await page.getByText('4 小时', { exact: true }).click()
  await shoot(page, 'form', false)
  // By keyboard, and it asks again.
  await page.locator('#outage-reason').focus()
  await button(page, '下一步').press('Enter')
  await page.getByText('确认停用？').waitFor()
  await shoot(page, 'sure', false)
  await button(page, '确认停用').click()
  await page.locator('section.down', { hasText: '机房断电，健康码打不开' }).first().waitFor()
  await page.getByText('停用中', { exact: true }).waitFor()
  await shoot(page, 'holds')
  await page.goto(`${url}/desk/board`)
  await page.locator('section.down', { hasText: '全市门岗看证件、登记纸质名单' }).waitFor()
  await shoot(page, 'board', false)
}

async function everybodyReadsIt() {
  const { page, close, problems } = await openBrowser('phone')
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    for (const [path, name] of [['/code', 'code'], ['/', 'home']]) {
      await page.goto(`${url}${path}`)
      await page.getByText('健康码暂时停用').waitFor()
      await page.getByText('机房断电，健康码打不开').waitFor()
      await narrow(page)
      await shoot(page, name)
    }
    assert.deepEqual(problems, [], 'the console is quiet')
  } finally { await close() }
}

async function itGoesOnAndIsEnded(page) {
  await page.goto(`${url}/desk/codes-down`)
  await button(page, '续期').click()
  await page.fill('#outage-reason', '机房断电，健康码打不开')
  await button(page, '下一步').click()
  await page.getByText('不能照抄上一次的原因。').waitFor()
  await page.fill('#outage-reason', '备用线路也断了，正在抢修')
  await button(page, '下一步').click()
  await button(page, '确认停用').click()
  await page.getByText('被后一次接替').waitFor()
  await narrow(page)
  await shoot(page, 'again-phone')
  await button(page, '提前恢复').click()
  await page.getByText('确认恢复扫码？').waitFor()
  await shoot(page, 'end-phone', false)
  await button(page, '确认恢复').click()
  await page.getByText('健康码正常使用').waitFor()
  await page.locator('section.down').waitFor({ state: 'detached' })
}

async function theHotline(page) {
  await page.locator('section.down').waitFor()
  await page.goto(`${url}/desk/care`)
  await page.getByText('现在没有还有效的放行').waitFor()
  await page.getByText('透析', { exact: true }).click()
  await page.fill('input[name=name]', '测试')
  await button(page, '给放行').click()
  await page.getByText('要么都填').waitFor()
  await page.fill('input[name=name]', '')
  await narrow(page)
  await shoot(page, 'care-phone')
  await button(page, '给放行').click()
  await page.getByText('请他到门口报这个号码').waitFor()
  const number = await page.locator('.number').innerText()
  assert.match(number, /^[0-9A-F]{4} [0-9A-F]{4}$/)
  await page.locator('table.rows', { hasText: number }).waitFor()
  await narrow(page)
  await shoot(page, 'care-given-phone')
  // The next who calls for the same is another.
  await button(page, '再给一个').click()
  await page.getByText('透析', { exact: true }).first().click()
  await button(page, '给放行').click()
  await page.locator('.number').waitFor()
  assert.notEqual(await page.locator('.number').innerText(), number)

  await page.goto(`${url}/desk/outside`)
  await page.getByText('近四周没有人来要').waitFor()
  await page.selectOption('select[name=asked_by]', 'police')
  await page.selectOption('select[name=about]', 'scans')
  await page.fill('input[name=reference]', '函〔2022〕7号')
  await narrow(page)
  await shoot(page, 'outside-phone')
  await button(page, '不办理，登记').click()
  await button(page, '确认登记').click()
  await page.getByText('只用于疫情防控').waitFor()
  await page.locator('table.rows', { hasText: '函〔2022〕7号' }).waitFor()
  await narrow(page)
  await shoot(page, 'outside-told-phone')
}

async function theAuditor(page) {
  await page.goto(`${url}/desk/canaries`)
  await page.getByText('还没有诱饵场所').waitFor()
  await page.fill('input[name=number]', '999')
  await button(page, '查找').click()
  await page.getByText('没有这个编号的场所').waitFor()
  await page.fill('input[name=number]', '1-ab3d5f')
  await page.keyboard.press('Enter')
  await page.getByText('演练小卖部').waitFor()
  await button(page, '设为诱饵场所').click()
  await page.getByText('设了以后不能取消').waitFor()
  await shoot(page, 'canary', false)
  await button(page, '确认设为诱饵').click()
  await page.locator('table.rows', { hasText: '演练小卖部' }).waitFor()
  await shoot(page, 'canaries')
}

async function aShop() {
  const registrar = await session(url, 'shequ', PASSWORD)
  const command = await session(url, 'zhihui', PASSWORD)
  const venue_id = randomUUID()
  await registrar('POST', '/venues', 'order_work', { venue_id, fact_id: randomUUID(), kind: 'other', name: '演练小卖部', place: COMMUNITY, address: '演练街9号', entrances: [], capacity: null, answers_name: '演练负责人', answers_phone: '10000000029' })
  await command('POST', `/venues/${venue_id}/decision`, 'command', { fact_id: randomUUID(), facts: 1, approve: true, reason: '' })
}

try {
  await aShop()
  await desk('zhihui', theCommandSaysIt)
  await everybodyReadsIt()
  await desk('rexian', theHotline, 'phone')
  await desk('zhihui', itGoesOnAndIsEnded, 'phone')
  await desk('shenji', theAuditor)
  console.log(`codes are down, and are not${process.env.SHOTS ? ` (pictures in ${shots})` : ''}`)
} finally { await stop() }
