// What is filed with a community, on the real server, in a real browser: a wedding is asked about, filed by
// its host, made smaller by the community and changed by its receipt; a patrol sees the day; one is filed at
// the counter; somebody leaves the city and is back by one touch.
import assert from 'node:assert/strict'
import { openBrowser } from './browser.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('what is filed with a community')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMMUNITY = '140110003001'
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name, full) => shootInto(page, shots, `filings-${name}`, full)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)
let wedding = ''
let journey = ''

async function narrow(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  assert.equal(wide, false, 'nothing runs over the edge')
}
async function onPhone(act) {
  const browser = await openBrowser('phone')
  browser.page.setDefaultTimeout(PATIENCE_MS)
  try { await act(browser.page) } finally { await browser.close() }
}
async function filled(page, people) {
  await page.selectOption('select[name=kind]', 'wedding')
  await page.selectOption('select[name=place]', COMMUNITY)
  await page.fill('input[name=address]', '演练饭店二楼')
  await page.fill('input[name=day]', '2022-11-26')
  await page.fill('input[name=starts]', '11:30')
  await page.fill('input[name=people]', String(people))
  await page.getByText('进门测温').click()
  await page.getByText('戴口罩').click()
  await page.fill('input[name=who_name]', '演练东家')
  await page.fill('input[name=who_phone]', '10000000031')
}

async function theHostFiles(page) {
  await page.goto(`${url}/gathering`)
  await shoot(page, 'gathering-county')
  await page.getByRole('link', { name: '晋源区' }).click()
  await filled(page, 80)
  await page.getByRole('button', { name: '只问规定' }).click()
  await page.getByText('须向社区（村）报备').first().waitFor()
  await page.getByText('还没有报备').waitFor()
  await narrow(page)
  await shoot(page, 'gathering-asked', true)
  await page.getByRole('button', { name: '报备', exact: true }).click()
  await page.getByRole('heading', { name: /聚集活动报备回执/ }).waitFor()
  wedding = page.url()
  await narrow(page)
  await shoot(page, 'gathering-receipt', true)
}
async function theCommunityAnswers(page) {
  await page.goto(`${url}/desk/filings`)
  await page.getByText('红事', { exact: false }).first().waitFor()
  await page.getByText('规定怎么说').click()
  await shoot(page, 'gatherings', true)
  await page.getByRole('button', { name: '答复', exact: true }).click()
  await page.getByText('请缩小规模').last().click()
  await page.locator('.doing').getByRole('button', { name: '答复', exact: true }).click()
  await page.getByText('请写明原因。').waitFor()
  await page.locator('.doing .el-input-number input').fill('40')
  await page.locator('.doing input[name=reason]').fill('大厅坐不下这么多人')
  await shoot(page, 'answer')
  await page.locator('.doing').getByRole('button', { name: '答复', exact: true }).click()
  await page.locator('.tag.shrink').waitFor()
  await page.getByRole('button', { name: '代为报备' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '报备', exact: true }).click()
  await dialog.getByText('请填完活动').waitFor()
  await shoot(page, 'gathering-new')
  await dialog.getByRole('button', { name: '取消', exact: true }).click()
}
async function theHostChanges(page) {
  await page.goto(wedding)
  await page.getByText('社区请您缩小规模').waitFor()
  await page.getByText('大厅坐不下这么多人').waitFor()
  await shoot(page, 'gathering-shrink', true)
  await page.getByText('改日子、地点或人数').click()
  await page.locator('details[open] input[name=people]').fill('40')
  await page.locator('details[open] input[name=who_phone]').fill('10000000031')
  await page.getByRole('button', { name: '改', exact: true }).click()
  await page.getByText('等社区答复').waitFor()
  await page.getByText('40人').waitFor()
}
async function thePatrolSees(page) {
  await page.goto(`${url}/desk/filings`)
  await page.getByText('40人').first().waitFor()
  assert.equal(await page.getByText('演练东家').count(), 0, 'a patrol sees where and when, not who')
  await narrow(page)
  await shoot(page, 'patrol', true)
}
async function somebodyLeaves(page) {
  await page.goto(`${url}/leave`)
  await page.getByRole('link', { name: '晋源区' }).click()
  await page.selectOption('select[name=place]', COMMUNITY)
  await page.fill('input[name=to]', '朝阳')
  await page.selectOption('select[name=means]', 'train')
  await page.fill('input[name=leaves]', '2022-11-24')
  await page.fill('input[name=back]', '2022-11-27')
  await page.fill('input[name=why]', '探亲')
  await page.fill('input[name=who_name]', '演练住户')
  await page.fill('input[name=who_phone]', '10000000032')
  await page.getByRole('button', { name: '报备', exact: true }).click()
  await page.getByText('请写全').waitFor()
  await shoot(page, 'leave', true)
  await page.fill('input[name=to]', '北京市朝阳区')
  await page.getByRole('button', { name: '报备', exact: true }).click()
  await page.getByText('外出中').waitFor()
  journey = page.url()
  await narrow(page)
  await shoot(page, 'leave-receipt', true)
  await page.getByRole('link', { name: '出发那天要什么' }).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await shoot(page, 'leave-journey', true)
}
async function theCommunitySees(page) {
  await page.goto(`${url}/desk/filings?tab=leavings`)
  await page.getByText('演练住户').waitFor()
  await page.getByText('外出中').waitFor()
  await shoot(page, 'leavings')
  await page.getByRole('button', { name: '代为离并报备' }).click()
  await shoot(page, 'leaving-new')
}
async function heIsBack(page) {
  await page.goto(journey)
  await page.getByRole('button', { name: '我已经回来了' }).click()
  await page.getByText('已返回').waitFor()
  await shoot(page, 'leave-back')
}

try {
  await onPhone(theHostFiles)
  await desk('shequ', theCommunityAnswers)
  await onPhone(theHostChanges)
  await desk('wangge', thePatrolSees, 'phone')
  await onPhone(somebodyLeaves)
  await desk('shequ', theCommunitySees)
  await desk('shequ', theCommunitySees, 'phone')
  await onPhone(heIsBack)
  console.log(`what is filed with a community: pictures in ${shots}`)
} finally { await stop() }
