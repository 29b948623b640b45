// Somebody comes by train: he reports it on a phone of 360 px without scripts, learns what is asked of
// him at each step, puts his report right and withdraws it. The rooms of the station and the community
// are not built yet.
import assert from 'node:assert/strict'
import { openBrowser } from './browser.mjs'
import { needProgram, PATIENCE_MS, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('arrivals')
const shots = await shotsFolder()
const { url, stop } = await startProgram('--demo', '--today', '2022-04-29')
const shoot = (page, name) => shootInto(page, shots, `arrival-${name}`, true)
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)

async function reported(page) {
  await page.goto(`${url}/arrive`)
  await shoot(page, 'where')
  await page.getByText('晋源区', { exact: true }).click()
  await page.fill('#name', '测试旅客')
  await page.selectOption('select[name=kind]', 'passport')
  await page.fill('#document', 'X0T000471')
  await page.fill('#phone', '10000000047')
  await page.fill('#from', '应县')
  await page.selectOption('#means', 'train')
  await page.fill('#number', 'K7807')
  await page.selectOption('#station', { index: 1 })
  await page.fill('#day', '2022-04-29')
  await page.fill('#time', '18:30')
  await page.locator('input[name=stay]').first().check()
  const place = page.locator('select[name=place]')
  if (await place.count()) await place.selectOption({ index: 1 })
  await page.fill('#address', '5号楼1单元302')
  assert.ok(await fits(page), 'nothing is wider than the phone')
  await shoot(page, 'form')
  await page.getByRole('button', { name: '报备', exact: true }).click()
  await page.getByText('K7807').first().waitFor()
  await page.getByText('要做什么').first().waitFor()
  await shoot(page, 'receipt')
  assert.ok(!(await page.content()).includes('X0T000471'), 'the whole number is on no receipt')
  assert.ok(await fits(page), 'nothing is wider than the phone')
}

async function withdrawn(page) {
  await page.getByText('不来了，撤回').click()
  await page.getByRole('button', { name: '撤回报备' }).click()
  await page.getByText('已撤回').first().waitFor()
  await shoot(page, 'withdrawn')
}

try {
  const { page, problems, close } = await openBrowser('phone', { viewport: { width: 360, height: 740 }, javaScriptEnabled: false })
  page.setDefaultTimeout(PATIENCE_MS)
  try {
    await reported(page)
    await withdrawn(page)
    assert.deepEqual(problems, [], 'the console is quiet')
  } finally { await close() }
  console.log(`OK: somebody reports that he comes${shots ? `; pictures in ${shots}` : ''}`)
} finally { await stop() }
