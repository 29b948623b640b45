import { COUNTIES } from './city.mjs'

/** Finds areas in a notice the simple way; enough to rehearse the notice desk, not to read a real notice. */
export function readNotice(city, body) {
  const changes = []
  const flags = []
  const found = { high: 0, medium: 0, low: 0 }
  let level = null
  let action = 'added'
  let at = 0
  for (const line of body.split('\n')) {
    if (/^[一二三四五]、.*(高|中|低)风险/.test(line)) {
      level = line.includes('高风险') ? 'high' : line.includes('中风险') ? 'medium' : 'low'
      action = /调整|降/.test(line) ? 'lowered' : 'added'
    }
    const county = COUNTIES.find(([, name]) => line.startsWith(name))
    if (county && level) {
      const from = [...line.slice(0, line.search(/[:：]/) + 1)].length
      let inner = at + from
      for (const part of [...line].slice(from).join('').replace(/[。.]$/, '').split(/[、，,](?![^（(]*[）)])/)) {
        const except = /[（(]不含(.+?)[）)]/.exec(part)?.[1] ?? null
        const area = part.replace(/[（(].*?[）)]/g, '').trim()
        const known = city.zones.find((zone) => zone.area === area && zone.except === except)
        const own = []
        if (known && action === 'added') own.push({ code: 'listed_already', message: `登记册里已有“${area}”，这次会当作重复。`, as_written: part })
        if (!known && action === 'lowered') own.push({ code: 'not_listed', message: `登记册里没有“${area}”，请核对名称。`, as_written: part })
        if (known && action === 'lowered' && known.facts[0].on > '2022-10-09') own.push({ code: 'step_down_too_early', message: '比规则允许的最早日期早，请核对。', as_written: part })
        changes.push({
          action, from: action === 'lowered' ? 'medium' : null, to: level, county: county[1], county_code: county[0], area, except,
          parts: [], as_written: part, flags: own, at: { start: inner, end: inner + [...part].length }, zone_id: known?.zone_id ?? null,
          candidates: known ? [] : [1, 2].map((n) => ({ code: `${county[0]}00${n}`, name: area, path: `太原市 / ${county[1]} / 第${n}社区 / ${area}` })),
          place: known?.place?.code ?? null,
        })
        found[level] += 1
        inner += [...part].length + 1
      }
    }
    at += [...line].length + 1
  }
  const stated = {}
  for (const [, kind, n] of body.matchAll(/(高|中|低)风险区(?:域)?(\d+)个/g)) stated[{ 高: 'high', 中: 'medium', 低: 'low' }[kind]] = Number(n)
  for (const [key, n] of Object.entries(stated))
    if (n !== found[key]) flags.push({ code: 'count_differs', message: `文中写有 ${n} 个${{ high: '高', medium: '中', low: '低' }[key]}风险区，实际读到 ${found[key]} 个。`, as_written: `${n}个` })
  if (changes.length === 0) flags.push({ code: 'no_changes', message: '没有读到任何区域。', as_written: '' })
  const date = /(\d{4})年(\d{1,2})月(\d{1,2})日/.exec(body)
  return {
    authority: /领导小组办公室/.test(body) ? '太原市疫情防控领导小组办公室' : null,
    number: /(\d{4}年第\d+号)/.exec(body)?.[1] ?? null,
    date: date ? `${date[1]}-${date[2].padStart(2, '0')}-${date[3].padStart(2, '0')}` : null,
    edition: 'P9', edition_short: '第九版', changes, stated: { levels: stated, by_county: {} }, found: { levels: found, by_county: {} }, flags,
  }
}
