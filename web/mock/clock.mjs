import { addDays, daysBetween } from './days.mjs'

const LEVEL_TITLE = { high: '高风险区', medium: '中风险区', low: '低风险区' }
const MEASURE = { high: '足不出户、上门服务', medium: '人不出区、错峰取物', low: '个人防护、避免聚集' }
const clause = (as_written, confidence = 'A', note = null) => ({ as_written, source: '第九版防控方案', confidence, note })

/** The zone on a day, by a small copy of the ninth edition's step-downs. */
export function zoneView(city, zone, day = city.today) {
  const counted = zone.facts.filter((fact) => !fact.withdrawn && fact.on <= day)
  const rated = counted.filter((fact) => fact.kind === 'rated' || fact.kind === 'released').at(-1)
  const base = {
    zone_id: zone.zone_id, area: zone.area, except: zone.except, county: zone.county, county_name: zone.county_name,
    level: rated?.level ?? null, since: rated?.on ?? null, latest_case: counted.filter((fact) => fact.kind === 'case_found').at(-1)?.on ?? null,
    edition: 'P9', day_n: null, of_m: null, earliest: null, proposal: 'not_listed', version: zone.version, parts: zone.parts,
    place: zone.place, day, after_level: null, edition_short: '第九版', day_zero: null, day_zero_because: 'rated',
    measure: null, measure_clause: null, rule: null, step_down_to: null, missing: [], raise: null,
    sentence: '这个区域不在名单上。', facts: zone.facts.filter((fact) => fact.on <= day), orders: [],
  }
  if (!base.level) return base
  const measured = { ...base, measure: MEASURE[base.level], measure_clause: clause(`${LEVEL_TITLE[base.level]}实行“${MEASURE[base.level]}”`) }
  if (base.level === 'low') {
    return { ...measured, proposal: 'keep', sentence: '低风险区随本县中高风险区全部解除而结束。' }
  }
  const afterHigh = base.level === 'medium' && counted.some((fact) => fact.kind === 'rated' && fact.level === 'high')
  const of_m = afterHigh ? 3 : 7
  const because = base.latest_case && base.latest_case > base.since ? 'case' : 'rated'
  const zero = because === 'case' ? base.latest_case : base.since
  const earliest = addDays(zero, of_m)
  const tested = counted.some((fact) => fact.kind === 'area_tested' && fact.outcome === 'all_negative' && fact.on >= earliest)
  const to = base.level === 'high' ? 'medium' : 'low'
  const missing = [
    ...(!afterHigh && !tested && day >= earliest ? [{ sentence: `还缺第 ${of_m} 天区域内全员核酸全部阴性的登记。`, clause: clause('第7天风险区域内所有人员完成一轮核酸筛查，均为阴性', 'B'), blocks: true }] : []),
    ...(base.level === 'high' ? [{ sentence: '密接末次暴露是否超过 7 天，方案未写明是否为条件。', clause: clause('末次暴露', 'U', '只在一处副本出现，待卫健部门核实'), blocks: false }] : []),
  ]
  const waits = missing.some((one) => one.blocks)
  const proposal = day < earliest ? 'keep' : waits ? 'await_conditions' : 'step_down'
  return {
    ...measured, day_n: daysBetween(zero, day), of_m, earliest, proposal,
    after_level: afterHigh ? 'high' : null, day_zero: zero, day_zero_because: because, step_down_to: to, missing, raise: null,
    rule: clause(base.level === 'high' ? '高风险区连续7天无新增感染者降为中风险区' : `中风险区连续${of_m}天无新增感染者降为低风险区`, 'A'),
    sentence: `${because === 'case' ? '最近一例发现当天' : '定级当天'}算第 0 天，今天是第 ${daysBetween(zero, day)} 天，满 ${of_m} 天没有新增，最早 ${earliest.slice(5).replace('-', '月').replace(/^0/, '')}日可以降为${LEVEL_TITLE[to]}。`,
  }
}
