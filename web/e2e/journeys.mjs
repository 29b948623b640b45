// "What must I do?", on the real server, in a real browser, on 29 April 2022: the command room enters
// the last case of Ying County; whoever comes from there by train and goes on by air reads, without a
// script and on 360 px, what the hotline answered that day; prints it; and after the ten measures
// nothing is asked.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openBrowser } from './browser.mjs'
import { atDesk, needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('journeys')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const { url, stop } = await startProgram('--demo', '--drill', '--today', '2022-04-29')
const shoot = (page, name, fullPage) => shootInto(page, shots, name, fullPage)
const desk = (login, act, size) => atDesk({ url, shots }, login, PASSWORD, act, size)

async function entersTheCase(page) {
  await page.getByRole('link', { name: '外地病例' }).click()
  await page.getByText('还没有录入。').waitFor()
  await page.getByRole('button', { name: '录入', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: '录入外地病例' })
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.getByText('请选择县（市、区）。').waitFor()
  await dialog.locator('.el-select input').fill('应县')
  await page.getByRole('option', { name: '朔州市应县' }).click()
  await dialog.locator('.el-date-editor input').fill('2022-04-18')
  await dialog.locator('.el-date-editor input').press('Enter')
  await dialog.locator('input[name=source]').fill('朔州市通报')
  await shoot(page, 'journeys-new')
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByText('11 天前').waitFor()
  // The day was a slip of the pen.
  await page.getByRole('button', { name: '撤回' }).click()
  const gone = page.getByRole('dialog', { name: '撤回这一条' })
  await gone.locator('input[name=reason]').fill('日期看错了，应为19日')
  await gone.getByRole('button', { name: '撤回' }).click()
  await page.getByText('已撤回').first().waitFor()
  await page.getByRole('button', { name: '录入', exact: true }).click()
  await dialog.locator('.el-select input').fill('应县')
  await page.getByRole('option', { name: '朔州市应县' }).click()
  await dialog.locator('.el-date-editor input').fill('2022-04-19')
  await dialog.locator('.el-date-editor input').press('Enter')
  await dialog.locator('input[name=source]').fill('朔州市通报')
  await dialog.getByRole('button', { name: '保存' }).click()
  await page.getByText('10 天前').waitFor()
  await shoot(page, 'journeys-room')
}

async function readsOnly(page) {
  await page.goto(`${url}/desk/elsewhere`)
  await page.getByText('10 天前').waitFor()
  assert.equal(await page.getByRole('button', { name: '录入', exact: true }).count(), 0, 'a community does not enter')
  const right = await page.locator('#content .card, #content td, #content td button').evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)))
  assert.ok(right <= 360, `the room reaches to ${right} px of 360`)
  await shoot(page, 'journeys-room-narrow', true)
}

const WAY = '朔州市应县 → 太原市（火车） → 广东省广州市（飞机）'
const HOTLINE = ['带48小时内核酸检测阴性证明', '全程戴口罩', '山西健康码是绿码', '行程码（行程卡）没有异常', '体温正常', '没有有效核酸证明的，在第一落点做核酸采样', '没有有效核酸证明的，做抗原检测', '没有有效核酸证明的，听从现场防疫人员安排', '收到赋码短信的，配合落实相应的管控措施']

async function narrow(page, name) {
  await shoot(page, name, true)
  const widest = await page.locator('main *').evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)))
  assert.ok(widest <= 360, `${name} reaches to ${widest} px of 360`)
  const low = await page.locator('main input:not([type=hidden]), main select, main button, main summary, main a.to, .pick').evaluateAll((all) => Math.min(...all.filter((one) => one.type !== 'radio').map((one) => one.getBoundingClientRect().height)))
  assert.ok(low >= 60, `${name}: a target is ${low} px high`)
}

async function travellersAsk() {
  const { page, context, problems, close } = await openBrowser('phone', { javaScriptEnabled: false })
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await page.goto(url)
    await page.getByRole('link', { name: '出行须知' }).click()
    await narrow(page, 'journeys-form')
    await page.fill('input[name=from]', '应县')
    await page.fill('input[name=to]', '广州')
    assert.equal(await page.inputValue('input[name=day]'), '2022-04-29')
    await page.selectOption('select[name=onward]', 'air')
    await page.selectOption('select[name=stayed]', 'nowhere')
    await page.getByRole('button', { name: '查一查' }).click()
    await page.getByText(WAY).waitFor()
    await page.getByText('下面的都符合，就直接放行').waitFor()
    for (const words of HOTLINE) await page.getByText(words, { exact: true }).first().waitFor()
    await narrow(page, 'journeys-answer')
    const first = page.locator('details').first()
    assert.equal(await first.getByText('从应县乘坐火车到太原需携带48小时内核酸检测阴性证明').isVisible(), false, 'clauses are folded')
    await first.locator('summary').click()
    await first.getByText('从应县乘坐火车到太原需携带48小时内核酸检测阴性证明').waitFor()
    await shoot(page, 'journeys-clause')
    const sheet = await page.getByRole('link', { name: '打印带走（PDF）' }).getAttribute('href')
    await printed(await context.request.get(`${url}${sheet}`))

    await page.selectOption('select[name=proof]', '48')
    await page.selectOption('select[name=code]', 'green')
    await page.getByRole('button', { name: '查一查' }).click()
    await page.getByText('符合要求，直接放行').waitFor()
    await narrow(page, 'journeys-passes')
    await page.selectOption('select[name=proof]', 'none')
    await page.getByRole('button', { name: '查一查' }).click()
    await page.getByText('要先在第一落点做核酸采样和抗原检测').waitFor()
    await narrow(page, 'journeys-tested')
    await page.getByRole('link', { name: 'English' }).click()
    await page.getByText('You are tested first where you arrive').waitFor()
    await narrow(page, 'journeys-en')

    await page.goto(`${url}/journey`)
    await page.fill('input[name=from]', '朔州')
    await page.getByRole('button', { name: '查一查' }).click()
    await page.getByText('请选是哪一个').waitFor()
    await narrow(page, 'journeys-choose')
    await page.locator('.pick', { hasText: '山阴县' }).click()
    await page.getByRole('button', { name: '就是这里' }).click()
    await page.getByText('朔州市山阴县 → 太原市（火车）').waitFor()
    assert.equal(await page.getByText('带48小时内核酸检测阴性证明').count(), 0, 'a county without cases')
    await page.goto(`${url}/journey?from=%E5%BA%94%E5%8E%BF&to=%E5%B9%BF%E5%B7%9E&day=2022-12-08&onward=air&proof=none`)
    await page.getByText('不查核酸证明，不查健康码，不做落地检').waitFor()
    await page.getByText('不再对跨地区流动人员查验核酸检测阴性证明和健康码').first().waitFor()
    await narrow(page, 'journeys-nothing')
    assert.deepEqual(problems, [], 'the console of the phone is quiet')
  } catch (error) {
    await page.screenshot({ path: join(shots, 'fail-journeys.png') }).catch(() => undefined)
    throw error
  } finally { await close() }
}

/** The sheet says what the page says. */
async function printed(answer) {
  assert.equal(answer.headers()['content-type'], 'application/pdf')
  const file = join(shots, 'journey.pdf')
  await writeFile(file, await answer.body())
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).replaceAll(/\s/g, '')
  for (const words of ['出行须知', WAY, '下面的都符合，就直接放行', ...HOTLINE, '从应县乘坐火车到太原需携带48小时内核酸检测阴性证明', '请拨当地12345问清', '第1页']) {
    assert.ok(text.includes(words.replaceAll(/\s/g, '')), `${words} is not on the sheet: ${text}`)
  }
  execFileSync('pdftoppm', ['-png', '-r', '60', file, join(shots, 'journey-sheet')])
}

let failed = 1
try {
  await desk('zhihui', entersTheCase)
  console.log('pass the command room enters the last case of Ying County, and withdraws a slip')
  await desk('shequ', readsOnly, 'phone')
  console.log('pass a community reads it')
  await travellersAsk()
  console.log('pass whoever comes from there reads, chooses and prints what the hotline answered')
  failed = 0
} catch (error) {
  console.error(`FAIL journeys\n${error.stack}`)
} finally { await stop() }
console.log(`pictures in ${shots}`)
process.exit(failed)
