// The register on the real server, in a real browser: somebody is registered, found by initials,
// seen whole for a reason; a list with two bad rows is taken in, mended, and taken in again; the
// community is divided anew.
import assert from 'node:assert/strict'
import { atDesk, needProgram, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('the register')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMPOUND = '兰亭御湖城东区'
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name, fullPage) => shootInto(page, shots, name, fullPage)
const desk = (login, act) => atDesk({ url, shots }, login, PASSWORD, act)

/** A number whose last sign follows from the others (GB 11643). */
function idNumber(born, n) {
  const body = `140110${born.replaceAll('-', '')}${String(n).padStart(3, '0')}`
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((total, weight, i) => total + weight * Number(body[i]), 0)
  return body + '10X98765432'[sum % 11]
}
const NUMBER = idNumber('1949-12-31', 2)
const wrongSign = (number) => number.slice(0, 17) + (number.endsWith('1') ? '2' : '1')
const HEAD = '姓名,身份证号码,手机号,小区,楼栋,单元,房间号,与户主关系'
const line = (name, number, phone, room) => `${name},${number},${phone},${COMPOUND},7号楼,1单元,${room},户主`
const good = Array.from({ length: 8 }, (_, i) => line(`演练居民${'甲乙丙丁戊己庚辛'[i]}`, idNumber('1980-05-06', 101 + i), `1390000100${i}`, 101 + i))
const third = idNumber('1975-03-04', 201)
const fourth = idNumber('1976-03-04', 202)
const csv = (rows) => Buffer.from(`\ufeff${[HEAD, ...rows].join('\r\n')}\r\n`)

const fill = (page, field, text) => page.fill(`input[name=person-${field}]`, text)
const relate = async (page, name) => {
  await page.locator('.relation').click()
  await page.locator('.el-select-dropdown__item:visible', { hasText: name }).first().click()
}
const chosen = (page) => page.locator('.people header h2')

async function somebodyIsRegistered(page) {
  await page.goto(`${url}/desk/register`)
  await page.getByRole('button', { name: '新增居民' }).click()
  await fill(page, 'name', '魏小满')
  await relate(page, '户主')
  await fill(page, 'document', wrongSign(NUMBER))
  await page.getByText('末位校验不对').waitFor()
  await fill(page, 'document', NUMBER)
  await page.getByText('号码无误').waitFor()
  await fill(page, 'phone', '10000005678')
  await page.locator('.compound input').click()
  await page.locator('.el-select-dropdown__item:visible', { hasText: COMPOUND }).click()
  await fill(page, 'building', '5')
  await fill(page, 'unit', '2')
  await fill(page, 'room', '302')
  await shoot(page, 'register-add')
  await page.getByRole('button', { name: '登记', exact: true }).click()
  await page.getByText('已登记。').waitFor()
  await page.locator('.el-drawer').getByText('5号楼2单元302').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.el-drawer').waitFor({ state: 'hidden' })
}

async function theSamePersonIsNoticed(page) {
  await page.getByRole('button', { name: '新增居民' }).click()
  await fill(page, 'name', '魏晓满')
  await relate(page, '户主')
  await fill(page, 'document', NUMBER)
  await fill(page, 'building', '6')
  await fill(page, 'room', '101')
  await page.getByRole('button', { name: '登记', exact: true }).click()
  await page.getByText('可能是同一个人').waitFor()
  await shoot(page, 'register-alike')
  await page.getByRole('button', { name: '就是这个人（打开）' }).click()
  await page.locator('.el-drawer').getByText('魏小满').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.el-drawer').waitFor({ state: 'hidden' })
}

async function foundByInitials(page) {
  await page.locator('h1').click()
  await page.keyboard.press('/')
  await page.keyboard.type('wxm')
  await page.keyboard.press('Enter')
  await page.getByText('找到 1 人').waitFor()
  const row = await page.innerText('table.rows tbody tr')
  assert.match(row, /魏\*\*/)
  assert.ok(!row.includes('魏小满') && !row.includes(NUMBER), 'a list shows neither the whole name nor the whole number')
  await shoot(page, 'register-found')
  await page.locator('td.lead button').first().click()
  await page.getByRole('button', { name: '显示完整证件和电话' }).click()
  await page.getByRole('button', { name: '显示', exact: true }).click()
  await page.getByText('请写明原因').waitFor()
  await page.getByRole('button', { name: '上门核对' }).click()
  await page.getByRole('button', { name: '显示', exact: true }).click()
  await page.getByText(NUMBER).waitFor()
  await page.getByText('10000005678').waitFor()
  await shoot(page, 'register-revealed')
  await page.getByRole('button', { name: '现在隐藏' }).click()
  assert.equal(await page.getByText(NUMBER).count(), 0)
}

async function isPutRight(page) {
  await page.getByRole('button', { name: '修改', exact: true }).click()
  await fill(page, 'room', '303')
  await fill(page, 'reason', '本人来电更正')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('修改：门牌').waitFor()
  await page.locator('.el-drawer').getByText('5号楼2单元303').waitFor()
  await page.getByRole('button', { name: '已离开', exact: true }).click()
  await page.fill('.leave input', '已搬到外地')
  await page.getByRole('button', { name: '确认' }).click()
  await page.getByText('起已离开').waitFor()
  await page.getByRole('button', { name: '已回来', exact: true }).click()
  await page.fill('.leave input', '已返回居住')
  await page.getByRole('button', { name: '确认' }).click()
  await page.locator('.el-drawer li').nth(3).waitFor()
  assert.equal(await page.locator('.el-drawer li').count(), 4, 'registered, changed, left, back')
  await shoot(page, 'register-history')
  await page.keyboard.press('Escape')
}

const counts = async (page) => Object.fromEntries(await page.locator('.counts > div:has(dd)').evaluateAll((all) => all.map((one) => [one.querySelector('dt').textContent, Number(one.querySelector('dd').textContent)])))

async function aListIsTakenIn(page) {
  await page.goto(`${url}/desk/register`)
  await page.getByRole('button', { name: '导入名单' }).click()
  await page.getByText('将文件拖到此处').waitFor()
  await page.setInputFiles('input[type=file]', { name: '名单.xls', mimeType: 'application/vnd.ms-excel', buffer: Buffer.from('x') })
  await page.getByText('这是旧版 .xls 文件').waitFor()
  const upload = (name, rows) => page.setInputFiles('input[type=file]', { name, mimeType: 'text/csv', buffer: csv(rows) })
  await upload('名单.csv', [...good, line('演练居民壬', wrongSign(third), '10000001010', 301), line('演练居民癸', fourth, '139', 302)])
  await page.getByRole('button', { name: '开始导入（8 人）' }).waitFor()
  assert.deepEqual(await counts(page), { 新增: 8, 更新: 0, 无变化: 0, 有错: 2, 需人工核对: 0 })
  // As the spreadsheet numbers them: the heading is row 1.
  assert.deepEqual(await page.locator('.problems td.n').allInnerTexts(), ['10', '11'])
  await shoot(page, 'import-checked', true)
  await page.getByRole('button', { name: '开始导入（8 人）' }).click()
  await page.getByText('导入完成：新增 8 人，更新 0 人。').waitFor()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: /下载有问题的行/ }).click()
  assert.equal((await saved).suggestedFilename(), '名单-有问题的行.xlsx')
  await shoot(page, 'import-done', true)
  await page.getByRole('button', { name: '换一份文件' }).click()
  await upload('名单（改好）.csv', [...good, line('演练居民壬', third, '10000001010', 301), line('演练居民癸', fourth, '10000001011', 302)])
  await page.getByRole('button', { name: '开始导入（2 人）' }).waitFor()
  assert.deepEqual(await counts(page), { 新增: 2, 更新: 0, 无变化: 8, 有错: 0, 需人工核对: 0 })
  await page.getByRole('button', { name: '开始导入（2 人）' }).click()
  await page.getByText('导入完成：新增 2 人，更新 0 人。').waitFor()
  await page.getByRole('button', { name: '查看居民登记' }).click()
  await page.getByText('名单导入').first().waitFor()
  await shoot(page, 'register-imported')
  assert.match(await chosen(page).innerText(), /\S/)
}

async function theGridsAreDrawn(page) {
  await page.goto(`${url}/desk/grids`)
  await page.getByText('演示·网格员').waitFor()
  // Of two units with anybody in them no third grid can be made.
  await page.locator('.el-input-number input').fill('3')
  await page.getByRole('button', { name: '生成方案' }).click()
  await page.getByText('分不成3个网格').waitFor()
  await page.locator('.el-input-number input').fill('2')
  await page.getByRole('button', { name: '生成方案' }).click()
  await page.getByText('已证明：没有更平均的划分。').waitFor()
  await page.getByRole('textbox', { name: '网格名称' }).nth(1).fill('东片网格')
  await shoot(page, 'grids-proposed', true)
  await page.getByRole('button', { name: '采用', exact: true }).click()
  await page.getByRole('dialog').getByText('没有网格负责').first().waitFor()
  await shoot(page, 'grids-adopt')
  await page.getByRole('dialog').getByRole('button', { name: '采用', exact: true }).click()
  await page.getByText('划分已采用。').first().waitFor()
  await page.locator('td.lead', { hasText: '东片网格' }).waitFor()
  await shoot(page, 'grids-adopted', true)
}

async function aGridWorkerSeesHisGridOnly(page) {
  await page.goto(`${url}/desk/register`)
  await page.getByText('只显示您负责的网格内的居民。').waitFor()
  assert.equal(await page.getByRole('button', { name: '导入名单' }).count(), 0)
  await page.locator('td.lead button').first().waitFor()
  await page.locator('td.lead button').first().click()
  await page.getByRole('button', { name: '显示完整证件和电话' }).waitFor()
  assert.equal(await page.getByRole('button', { name: '修改', exact: true }).count(), 0)
  await shoot(page, 'register-grid-worker')
}

let failed = 1
try {
  await desk('shequ', async (page) => {
    await somebodyIsRegistered(page)
    console.log('pass somebody is registered')
    await theSamePersonIsNoticed(page)
    console.log('pass the same person again is noticed')
    await foundByInitials(page)
    console.log('pass found by initials, and seen whole for a reason')
    await isPutRight(page)
    console.log('pass put right, gone and back, with a history')
    await aListIsTakenIn(page)
    console.log('pass a list is taken in, its bad rows mended, and taken in again')
  })
  await desk('wangge', aGridWorkerSeesHisGridOnly)
  console.log('pass a grid worker sees his grid, and keeps nothing')
  await desk('shequ', theGridsAreDrawn)
  console.log('pass the community is divided anew, and it is said what is left without a grid')
  failed = 0
} catch (error) {
  console.error(`FAIL the register\n${error.stack}`)
} finally { await stop() }
console.log(`pictures in ${shots}`)
process.exit(failed)
