import { zoneView } from './clock.mjs'

const said = (text, as_written, confidence, note = null) => ({ text, as_written, source: '防控方案原文', confidence, note })
const edition = (id, title, short, published, from, to, sections) => ({ id, title, short, published, in_force_from: from, in_force_to: to, in_force_now: id === 'P9', sections })

export const EDITIONS = [
  edition('P9', '新型冠状病毒肺炎防控方案（第九版）', '第九版', '2022-06-28', '2022-06-28', '2022-11-10', [
    { heading: '风险区域的等级', sentences: [
      said('风险区域分为高、中、低三级。', '划定高、中、低风险区', 'A'),
      said('高风险区足不出户、上门服务。', '足不出户、上门服务', 'A'),
      said('中风险区人不出区、错峰取物，每天每户可安排 1 人。', '人不出区、错峰取物', 'A'),
    ] },
    { heading: '降级', sentences: [
      said('高风险区连续 7 天无新增感染者，且第 7 天全员核酸均为阴性，降为中风险区。', '连续7天无新增感染者', 'A'),
      said('由高风险区降来的中风险区，再连续 3 天无新增，降为低风险区。', '连续3天无新增感染者降为低风险区', 'A'),
      said('中风险区第 7 天全员核酸一轮均为阴性。', '第7天', 'B', '两处副本一致'),
    ] },
    { heading: '密切接触者', sentences: [
      said('密接集中隔离 7 天，再居家健康监测 3 天，从末次暴露算起。', '7天集中隔离医学观察+3天居家健康监测', 'A'),
      said('判定密接从发病前 2 天起算。', '前2天', 'U', '2022年10月仍有地方写作 4 天，待核实'),
    ] },
  ]),
  edition('P20', '优化疫情防控的二十条措施', '二十条', '2022-11-11', '2022-11-11', '2022-12-06', [
    { heading: '风险区域的等级', sentences: [said('风险区域只分高、低两级。', '将风险区由“高、中、低”三类调整为“高、低”两类', 'A'), said('高风险区一般以单元、楼栋为单位划定，不得随意扩大。', '不得随意扩大', 'A')] },
    { heading: '降级', sentences: [said('高风险区连续 5 天无新增，降为低风险区。', '连续5天未发现新增感染者，降为低风险区', 'A'), said('第 5 天全员核酸。', '第5天', 'U', '原文未写明，只见于一处副本')] },
  ]),
  edition('P8', '新型冠状病毒肺炎防控方案（第八版）', '第八版', '2021-05-14', '2021-05-14', '2022-06-27', [
    { heading: '管控分区', sentences: [said('分为封控区、管控区、防范区。', '封控区、管控区、防范区', 'B')] },
    { heading: '解除', sentences: [said('封控区连续 14 天无新增，且解封前 2 天全员核酸均为阴性，可以解除。', '14天内', 'B', '另有一处副本对密接一条写法不同')] },
  ]),
]

export function editionChange(city, to) {
  const rows = city.zones.map((zone) => zoneView(city, zone)).filter((zone) => zone.level).map((zone) => ({
    zone_id: zone.zone_id, area: zone.area, except: zone.except, county_name: zone.county_name, level: zone.level, edition: 'P9',
    becomes: zone.level === 'medium' ? null : zone.level, earliest_now: zone.earliest, earliest_then: zone.level === 'high' ? zone.earliest : null,
    why: zone.level === 'medium' ? '新版不再设中风险区' : zone.level === 'high' ? '等级不变，天数由 7 天改为 5 天' : '不变',
  }))
  return { to, day: city.today, in_force: EDITIONS.some((one) => one.id === to && one.in_force_from <= city.today), rows }
}
