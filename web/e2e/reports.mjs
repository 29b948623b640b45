// A superior's form on the real server, in a real browser: it is put in once, its columns are
// matched, it is filled and downloaded; the bytes hold the people, and what was kept bears their
// fingerprint; that it was sent is noted, and it is compared with today.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { crc32, inflateRawSync } from 'node:zlib'
import { atDesk, needProgram, shoot as shootInto, shotsFolder, startProgram } from './real.mjs'

needProgram('the reports')
const shots = await shotsFolder()
const PASSWORD = 'yanlian-demo-2022'
const COMPOUND = '兰亭御湖城东区'
const { url, stop } = await startProgram('--demo', '--today', '2022-11-24')
const shoot = (page, name, fullPage) => shootInto(page, shots, name, fullPage)

/** A zip of parts as they are: enough of one for a form. */
function zip(parts) {
  const locals = []
  const directory = []
  let at = 0
  for (const [name, text] of parts) {
    const content = Buffer.from(text)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt32LE(crc32(content), 10)
    fields.writeUInt32LE(content.length, 14)
    fields.writeUInt32LE(content.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const where = Buffer.alloc(14)
    where.writeUInt32LE(at, 10)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), content])
    locals.push(local)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, where, Buffer.from(name)]))
    at += local.length
  }
  const whole = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(whole.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, whole, end])
}

/** The text of one part, found by its header at the front of the entry. */
function part(bytes, name) {
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50;) {
    const [method, packed, length, extra] = [bytes.readUInt16LE(at + 8), bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26), bytes.readUInt16LE(at + 28)]
    const from = at + 30 + length + extra
    if (bytes.toString('utf8', at + 30, at + 30 + length) === name) {
      const content = bytes.subarray(from, from + packed)
      return (method === 8 ? inflateRawSync(content) : content).toString('utf8')
    }
    at = from + packed
  }
  return ''
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const text = (place, said) => `<c r="${place}" t="inlineStr"><is><t>${said}</t></is></c>`
const row = (n, said) => `<row r="${n}" ht="24" customHeight="1">${said.map((one, at) => text(`${'ABCDEF'[at]}${n}`, one)).join('')}</row>`
const SHEET = 'xl/worksheets/sheet1.xml'
const FORM = zip([
  ['[Content_Types].xml', `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/${SHEET}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`],
  ['_rels/.rels', `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="a" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
  ['xl/workbook.xml', `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="登记表" sheetId="1" r:id="a"/></sheets></workbook>`],
  ['xl/_rels/workbook.xml.rels', `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="a" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`],
  [SHEET, `<worksheet xmlns="${MAIN}"><sheetData>${row(1, ['核酸检测人员登记表'])}${row(2, ['单位：'])}${row(3, ['序号', '姓名', '联系电话', '住址', '健康码', '备注'])}</sheetData><mergeCells count="1"><mergeCell ref="A1:F1"/></mergeCells><pageSetup orientation="landscape"/></worksheet>`],
])

async function somebodyLivesHere(page) {
  const csv = ['姓名,手机号,小区,楼栋,单元,房间号', ...['甲', '乙', '丙'].map((sign, n) => `演练居民${sign},1000000000${n + 1},${COMPOUND},7号楼,1单元,10${n + 1}`)]
  await page.goto(`${url}/desk/register/import`)
  await page.locator('input[type=file]').setInputFiles({ name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${csv.join('\r\n')}\r\n`) })
  await page.getByRole('button', { name: '开始导入（3 人）' }).click()
  await page.getByText('导入完成：新增 3 人').waitFor()
}

async function aFormIsPutIn(page) {
  await page.goto(`${url}/desk/reports`)
  await page.getByText('还没有表样。').waitFor()
  await shoot(page, 'reports-empty')
  await page.getByRole('button', { name: '放入空表' }).click()
  await page.locator('.el-dialog input[type=file]').setInputFiles({ name: '不是表.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('%PDF-1.7\n\0\x01\xff') })
  await page.fill('input[name=form-sender]', '区卫健局')
  await page.getByRole('button', { name: '放入', exact: true }).click()
  await page.getByText('这不是能读的表格').waitFor()
  await page.locator('.el-dialog input[type=file]').setInputFiles({ name: '核酸检测人员登记表.xlsx', mimeType: 'application/octet-stream', buffer: FORM })
  await page.fill('input[name=form-name]', '核酸检测人员登记表')
  await page.getByRole('button', { name: '放入', exact: true }).click()
  await page.getByText('表头在第 3 行').waitFor()
  await shoot(page, 'reports-mapping')
}

const pick = async (page, column, field) => {
  await page.locator('.mapping tr', { hasText: column }).locator('.el-select').click()
  await page.locator('.el-select-dropdown__item:visible', { hasText: field }).first().click()
  // The list that is closing must not be taken for the next one.
  await page.waitForFunction(() => [...document.querySelectorAll('.el-select-dropdown__item')].every((one) => one.offsetParent === null))
}

async function itsColumnsAreMatched(page) {
  // The purpose does not need whole phones: refused by the title, then put right.
  await pick(page, '联系电话', '联系电话（完整）')
  await page.getByRole('button', { name: '保存对列' }).click()
  await page.getByText('“联系电话”这一列不能填这一项').waitFor()
  await pick(page, '联系电话', '联系电话（隐去中间）')
  await pick(page, '健康码', '年龄')
  await page.getByRole('button', { name: '保存对列' }).click()
  await page.getByText('6 列里认出 6 列').waitFor()
}

async function itIsFilled(page) {
  await page.getByRole('button', { name: '一键填表' }).click()
  await page.locator('.preview tbody tr').first().waitFor()
  const shown = await page.locator('.preview').textContent()
  assert(!shown.includes('演练居民甲'), `a name is shown whole: ${shown}`)
  await shoot(page, 'reports-fill')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '填好并下载' }).click()])
  const bytes = await readFile(await download.path())
  const sheet = part(bytes, SHEET)
  for (const sign of ['甲', '乙', '丙']) assert(sheet.includes(`演练居民${sign}`), `演练居民${sign} is not in the file`)
  assert(!sheet.includes('10000000001'), 'a whole phone is in a file that may not hold it')
  assert(sheet.includes('核酸检测人员登记表') && sheet.includes('<mergeCell ref="A1:F1"/>') && sheet.includes('orientation="landscape"'), 'the form is not what it was')
  assert(/单位：[^<]+/.test(sheet), 'the community is not named')
  const fingerprint = createHash('sha256').update(bytes).digest('hex')
  const kept = page.locator('.kept code')
  await kept.waitFor()
  assert.equal(await kept.getAttribute('data-fingerprint'), fingerprint)
  return bytes
}

async function itIsKept(page, bytes) {
  const [again] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '再下载' }).click()])
  assert((await readFile(await again.path())).equals(bytes), 'what was kept is not what was given out')
  await page.getByRole('button', { name: '与今天比' }).click()
  await page.getByText('与今天一样').waitFor()
  await page.getByRole('button', { name: '注明已报送' }).click()
  await page.locator('.el-dialog').getByRole('button', { name: '注明已报送' }).click()
  await page.getByText('报 区卫健局').waitFor()
  await shoot(page, 'reports-kept')
}

try {
  await atDesk({ url, shots }, 'shequ', PASSWORD, async (page) => {
    await somebodyLivesHere(page)
    await aFormIsPutIn(page)
    await itsColumnsAreMatched(page)
    await itIsKept(page, await itIsFilled(page))
  })
} finally { await stop() }
console.log('reports: put in, matched, filled, kept')
