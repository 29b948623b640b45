// Pictures of every room at two sizes, into a folder outside the repository.
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openBrowser } from './browser.mjs'
import { serve } from './serve.mjs'

const folder = process.env.SHOTS ?? '/tmp/fangxian-shots'
const only = process.argv.slice(2)
const ROOMS = ['board', 'board?day=2022-10-10', 'zones', 'zones/zone-0', 'zones/zone-4', 'notices', 'drafts', 'national', 'orders', 'register', 'register?person=person-3', 'register/import', 'grids', 'rules', 'accounts', 'audit', 'drill']
await mkdir(folder, { recursive: true })
const server = await serve()
const notice = await readFile(new URL('./notice.txt', import.meta.url), 'utf8')

async function wide(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  return over > 0 ? `  sideways scroll of ${over} px` : ''
}
async function shoot(page, name, fullPage = true) {
  await page.waitForLoadState('networkidle', { timeout: 4000 }).catch(() => undefined)
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage })
  console.log(`${name}${await wide(page)}`)
}

for (const size of ['desk', 'phone']) {
  const { page, problems, close } = await openBrowser(size)
  await page.goto(`${server.url}/desk/`)
  await page.fill('input[name=login]', 'zhihui')
  if (!only.length || only.includes('sign-in')) await shoot(page, `${size}-sign-in`)
  await page.fill('input[name=password]', 'rehearsal-zhihui')
  await page.click('button[type=submit]')
  await page.waitForSelector('#content')
  const server_me = server.city.accounts.find((one) => one.login === 'zhihui')
  // One person with every role, for the pictures alone.
  for (const role of ['administrator', 'auditor', 'zone_drafter', 'zone_signer'])
    if (!server_me.roles.some((one) => one.role === role)) server_me.roles.push({ assignment_id: role, role, jurisdiction: '1401', place_name: '太原市', from: '2022-10-01', to: null })
  if (!server_me.roles.some((one) => one.role === 'community_registrar')) server_me.roles.push({ assignment_id: 'registrar', role: 'community_registrar', jurisdiction: '140110003001', place_name: '兰亭社区', from: '2022-10-01', to: null })
  await page.reload()
  for (const room of ROOMS) {
    const name = room.replace(/[/?=]/g, '-')
    if (only.length && !only.some((part) => name.startsWith(part))) continue
    await page.goto(`${server.url}/desk/${room}`)
    await shoot(page, `${size}-${name}`)
  }
  if (!only.length || only.includes('notice')) {
    await page.goto(`${server.url}/desk/notices`)
    await page.fill('textarea', notice)
    await page.click('button[type=submit]')
    await page.waitForSelector('mark')
    await page.click('#text-1')
    await shoot(page, `${size}-notice-preview`)
  }
  if (problems.length) console.log(problems.join('\n'))
  await close()
}
if (!only.length || only.includes('field')) {
  const { page, problems, close } = await openBrowser('phone')
  await page.goto(`${server.url}/field/`)
  await shoot(page, 'field-sign-in')
  await page.fill('input[name=login]', 'wangge')
  await page.fill('input[name=password]', 'rehearsal-wangge')
  await page.click('button[type=submit]')
  await page.waitForSelector('article')
  await shoot(page, 'field-today')
  await page.click('[role=tab]:nth-child(2)')
  await shoot(page, 'field-grid', false)
  await page.click('article')
  await page.click('.acts button')
  await shoot(page, 'field-order', false)
  await page.click('.acts .less')
  await shoot(page, 'field-hand-back', false)
  await page.click('.sheet .van-button', { trial: true })
  await page.mouse.click(180, 60)
  await page.waitForTimeout(400)
  server.down()
  await page.click('.acts .van-button--primary')
  await page.fill('input[name=done]', '38')
  await shoot(page, 'field-done', false)
  await page.click('.sheet [type=submit]')
  await shoot(page, 'field-undo', false)
  await page.goto(`${server.url}/field/queue`).catch(() => undefined)
  await shoot(page, 'field-queue', false)
  server.up()
  if (problems.length) console.log(problems.join('\n'))
  await close()
}
server.stop()
