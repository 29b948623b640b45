// What a laboratory does with tubes, by the interface: what comes before and after the rooms that a
// journey walks through in the browser.
import { randomUUID } from 'node:crypto'
import { session } from './office.mjs'

/** A laboratory of the district with its two people. */
export async function openLaboratory(url, password) {
  const command = await session(url, 'zhihui', password)
  const laboratory_id = randomUUID()
  await command('POST', '/labs', 'command', { laboratory_id, place: '140110', name: '演练实验室', capacity_day: 5_000 })
  for (const login of ['jianyan', 'shenhe']) await command('POST', `/labs/${laboratory_id}/members`, 'command', { fact_id: randomUUID(), login, works_here: true })
  return laboratory_id
}

/** Tubes from the hands of somebody to those of the courier. */
export async function toCourier(url, password, tubes, from = 'caiyang1') {
  const site = await session(url, from, password)
  const handover_id = randomUUID()
  await site('POST', '/custody/handovers', 'sampling', { handover_id, to_login: 'zhuanyun', tubes, counted: tubes.length })
  const courier = await session(url, 'zhuanyun', password)
  await courier('POST', `/custody/handovers/${handover_id}/receipt`, 'sampling', { tubes, counted: tubes.length })
}

/** Tubes from the courier into the laboratory. */
export async function toLaboratory(url, password, laboratory_id, tubes) {
  const courier = await session(url, 'zhuanyun', password)
  const handover_id = randomUUID()
  await courier('POST', '/custody/handovers', 'sampling', { handover_id, laboratory_id, tubes, counted: tubes.length, temperature_tenths: 45 })
  const intake = await session(url, 'jianyan', password)
  await intake('POST', `/custody/handovers/${handover_id}/receipt`, 'lab_work', { tubes, counted: tubes.length, temperature_tenths: 50 })
}

const wellOf = (n) => `${'ABCDEFGH'[n % 8]}${String(Math.floor(n / 8) + 1).padStart(2, '0')}`

/** Plates of ninety and less, entered by one; the sheets, whose ids are answered, wait for another. */
export async function enterPlates(url, password, laboratory_id, tubes, isPositive = () => false) {
  const lab = await session(url, 'jianyan', password)
  const sheets = []
  for (let from = 0; from < tubes.length; from += 90) {
    const part = tubes.slice(from, from + 90)
    const plate_id = randomUUID()
    const wells = [...part.map((tube, n) => ({ well: wellOf(n), kind: 'tube', tube })), { well: 'G12', kind: 'negative_control' }, { well: 'H12', kind: 'positive_control' }]
    await lab('POST', `/labs/${laboratory_id}/plates`, 'lab_work', { plate_id, label: `1124-${sheets.length + 1}-${part.length}`, kit: '演练试剂', ct_bar: 4_000, counted: part.length, wells })
    const results = [...part.map((tube, n) => (isPositive(tube) ? { well: wellOf(n), tube, ct_orf: 2_850, ct_n: 2_710 } : { well: wellOf(n), tube })), { well: 'G12' }, { well: 'H12', ct_orf: 2_500, ct_n: 2_520 }]
    const sheet_id = randomUUID()
    await lab('POST', `/labs/plates/${plate_id}/sheets`, 'lab_work', { sheet_id, results })
    sheets.push(sheet_id)
  }
  return sheets
}
