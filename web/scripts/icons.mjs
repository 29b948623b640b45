// Draws the icons of the phone apps from their icon.svg with the browser that the tests use.
import { readFile } from 'node:fs/promises'
import { openBrowser } from '../e2e/browser.mjs'

for (const folder of ['public-field', 'public-table', 'public-gate']) {
  const svg = await readFile(new URL(`../${folder}/icon.svg`, import.meta.url), 'utf8')
  for (const size of [192, 512]) {
    const { page, close } = await openBrowser('desk', { viewport: { width: size, height: size } })
    await page.setContent(`<style>body{margin:0;background:#14509e}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
    await page.screenshot({ path: new URL(`../${folder}/icon-${size}.png`, import.meta.url).pathname })
    await close()
  }
}
