import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const FLAGS = [
  '--no-sandbox', '--headless', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--no-first-run',
]
export const SIZES = { desk: { width: 1280, height: 800 }, phone: { width: 360, height: 780 } }

/** A browser with a folder of its own, gone when it closes, or one that is kept; `flags` beside those that every browser has. */
export async function openBrowser(size, more = {}, flags = [], kept = null) {
  const folder = kept ?? await mkdtemp(join(tmpdir(), 'fangxian-browser-'))
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...flags], locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
    viewport: SIZES[size], deviceScaleFactor: 1, ...(size === 'phone' ? { hasTouch: true, isMobile: true } : {}), ...more,
  })
  const page = context.pages()[0] ?? await context.newPage()
  const problems = []
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`))
  page.on('console', (line) => { if (line.type() === 'error' && !/status of 40[0-9]|net::ERR/.test(line.text())) problems.push(`console: ${line.text()}`) })
  return { context, page, problems, folder, close: async () => { await context.close(); if (kept === null) await rm(folder, { recursive: true, force: true }) } }
}
