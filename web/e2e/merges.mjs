// The same person twice, and a list that is taken out, on the real server in a real browser: two
// records are merged and separated again; a list is asked for by one, approved by another, fetched
// once, and taken in again with nothing changed.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { atDesk, needProgram, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('merges and exports')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name, fullPage) => shootInto(page, shots, name, fullPage)
const desk = (login, act) => atDesk({ url, shots }, login, PASSWORD, act)
const LIST = ['姓名,联系电话,出生日期,小区,楼号,单元,房号,备注', '演练甲,10000000001,1980-05-06,兰亭御湖城东区,7,1,101,', '演练甲,10000000001,,兰亭御湖城东区,7,1,102,透析', '演练乙,10000000002,,兰亭御湖城东区,7,1,103,=1+1'].join('\r\n')
let copy = null
let mark = ''

async function taken(page, file) {
  await page.goto(`${url}/desk/register/import`)
  await page.setInputFiles('input[type=file]', file)
  await page.getByText('表头对应').first().waitFor()
}

async function aListIsTaken(page) {
  await taken(page, { name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${LIST}\r\n`) })
  // Two rows of one sheet with a name and a phone: both are taken, and the pair is shown afterwards.
  await page.getByRole('button', { name: /开始导入/ }).click()
  await page.getByText('导入完成').waitFor()
}

async function theyAreMerged(page) {
  await page.goto(`${url}/desk/register`)
  await page.getByText('共 3 人').waitFor()
  await page.getByRole('button', { name: '可能重复' }).click()
  await page.getByText('姓名、电话相同').waitFor()
  await shoot(page, 'merge-pairs')
  await page.getByRole('button', { name: '核对', exact: true }).click()
  await page.getByText('保留这一条').waitFor()
  await page.getByLabel('门牌以右边为准').check()
  await shoot(page, 'merge-compare')
  await page.getByRole('button', { name: '合并', exact: true }).click()
  await page.getByText('请写明原因').waitFor()
  await page.fill('input[name=pair-reason]', '电话核实为同一人')
  await page.getByRole('button', { name: '合并', exact: true }).click()
  await page.getByText('已合并。').waitFor()
  await page.getByText('没有发现可能重复的登记').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.el-drawer').waitFor({ state: 'hidden' })
  await page.getByText('共 2 人').waitFor()
}

async function theyAreSeparated(page) {
  await page.locator('td.lead button').first().click()
  await page.getByText('合并了同一人的另一条登记').waitFor()
  await page.locator('.of-other').first().waitFor()
  await shoot(page, 'merge-history')
  await page.getByRole('button', { name: '撤销合并' }).click()
  await page.fill('input[name=undo-reason]', '又核实了：是父子两人')
  await page.getByRole('button', { name: '撤销合并' }).click()
  await page.getByText('已撤销合并。').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.el-drawer').waitFor({ state: 'hidden' })
  await page.getByText('共 3 人').waitFor()
}

async function theyAreToldApart(page) {
  await page.getByRole('button', { name: '可能重复' }).click()
  await page.getByRole('button', { name: '核对', exact: true }).click()
  await page.getByText('保留这一条').waitFor()
  await page.fill('input[name=pair-reason]', '父子两人')
  await page.getByRole('button', { name: '不是同一个人' }).click()
  await page.getByText('没有发现可能重复的登记').waitFor()
}

async function aListIsAskedFor(page) {
  await page.goto(`${url}/desk/register`)
  await page.getByText('共 3 人').waitFor()
  await page.getByRole('button', { name: '导出', exact: true }).click()
  for (const name of ['联系电话', '出生日期', '备注', '与户主关系']) await page.locator('.el-dialog').getByText(name, { exact: true }).click()
  await page.getByLabel('完整号码').check()
  await page.fill('input[name=export-reason]', '上报街道核对人数')
  await shoot(page, 'export-ask')
  await page.getByRole('button', { name: '提交申请' }).click()
  await page.getByText('待审批').waitFor()
  assert.equal(await page.getByRole('button', { name: '批准导出' }).count(), 0, 'who asks does not approve')
}

async function anotherApproves(page) {
  await page.goto(`${url}/desk/exports`)
  await page.getByRole('button', { name: '批准导出' }).click()
  await page.getByText('上报街道核对人数').last().waitFor()
  await shoot(page, 'export-approve')
  await page.locator('.el-dialog').getByRole('button', { name: '批准', exact: true }).click()
  await page.getByText('可下载').waitFor()
}

async function itIsFetchedOnceAndComesInUnchanged(page) {
  await page.goto(`${url}/desk/exports`)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载' }).click()])
  copy = await readFile(await download.path())
  await page.getByText('已下载', { exact: true }).waitFor()
  assert.equal(await page.getByRole('button', { name: '下载' }).count(), 0, 'once')
  mark = /[A-HJ-NP-Z2-9]{12}/.exec(await page.getByText('副本编号').first().innerText())[0]
  await shoot(page, 'export-fetched')
  await taken(page, { name: '副本.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: copy })
  await page.getByRole('button', { name: '没有需要导入的行' }).waitFor()
  await shoot(page, 'export-again')
}

async function theListOfARoundIsAskedFor(page) {
  await page.goto(`${url}/desk/rounds`)
  await page.getByRole('button', { name: '开新一轮' }).click()
  await page.fill('input[name=round]', '第一轮')
  await page.getByRole('button', { name: '开始这一轮' }).click()
  await page.waitForURL(/\/desk\/rounds\/[0-9a-f-]{36}/)
  await page.getByRole('heading', { name: '第一轮' }).waitFor()
  await page.getByRole('button', { name: '申请导出' }).click()
  await page.locator('.el-dialog').getByText('第一轮').waitFor()
  await page.fill('input[name=export-reason]', '上门核对漏采')
  await shoot(page, 'export-round')
  await page.getByRole('button', { name: '提交申请' }).click()
  await page.getByText('清楼表、').waitFor()
}

async function whoLookedIsSaidAndPrinted(page) {
  await page.goto(`${url}/desk/register`)
  await page.getByText('共 3 人').waitFor()
  await page.locator('td.lead button').first().click()
  await page.getByRole('button', { name: '显示完整证件和电话' }).click()
  await page.getByRole('button', { name: '上门核对' }).click()
  await page.getByRole('button', { name: '显示', exact: true }).click()
  await page.getByText('秒后隐藏').waitFor()
  await page.getByRole('button', { name: '查看谁看过' }).click()
  for (const what of ['看了完整证件和电话', '打开了这份登记', '居民名单', '下载了一份名单']) await page.locator('.el-drawer').getByText(what, { exact: true }).first().waitFor()
  const [sheet] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('button', { name: '打印给本人' }).click()])
  await sheet.waitForURL(/^blob:/)
  await sheet.close()
  await page.locator('.el-drawer').getByText('下载了一份名单').first().scrollIntoViewIfNeeded()
  await shoot(page, 'looks')
}

async function aCopyIsTraced(page) {
  await page.goto(`${url}/desk/audit`)
  await page.getByText('追查副本', { exact: true }).click()
  await page.fill('input[name=copy-mark]', 'ABCD EFGH 2345')
  await page.getByRole('button', { name: '追查', exact: true }).click()
  await page.getByText('没有编号为 ABCDEFGH2345 的副本').waitFor()
  await page.fill('input[name=copy-mark]', `副本编号 ${mark.toLowerCase()}`)
  await page.keyboard.press('Enter')
  await page.getByText('上报街道核对人数').waitFor()
  await shoot(page, 'copy-traced')
  await page.getByText('查阅记录', { exact: true }).first().click()
  await page.getByRole('button', { name: '谁看过这份登记' }).first().click()
  await page.locator('.el-drawer').getByText('看了完整证件和电话', { exact: true }).first().waitFor()
  assert.equal(await page.locator('.el-drawer').getByRole('button', { name: '打印给本人' }).count(), 0, 'the sheet bears a name')
  await shoot(page, 'looks-of-the-auditor')
}

let failed = 1
try {
  await desk('shequ', async (page) => {
    await aListIsTaken(page)
    await theyAreMerged(page)
    console.log('pass two records of one person are merged')
    await theyAreSeparated(page)
    await theyAreToldApart(page)
    console.log('pass the merge is undone, and they are told apart')
    await aListIsAskedFor(page)
  })
  await desk('zhihui', anotherApproves)
  await desk('shequ', itIsFetchedOnceAndComesInUnchanged)
  console.log('pass a list is asked for, approved by another, fetched once, and comes in again unchanged')
  await desk('shequ', async (page) => {
    await theListOfARoundIsAskedFor(page)
    await whoLookedIsSaidAndPrinted(page)
  })
  console.log('pass the list of a round is asked for from its page, and who looked at a record is said and printed')
  await desk('shenji', aCopyIsTraced)
  console.log('pass a copy is traced by its mark, and the auditor sees who looked')
  failed = 0
} catch (error) {
  console.error(`FAIL merges and exports\n${error.stack}`)
} finally { await stop() }
console.log(`pictures in ${shots}`)
process.exit(failed)
