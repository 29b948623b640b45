import { addDays, moment } from './days.mjs'
import { zoneView } from './clock.mjs'

export const COUNTIES = [
  ['140105', '小店区'], ['140106', '迎泽区'], ['140107', '杏花岭区'], ['140108', '尖草坪区'],
  ['140109', '万柏林区'], ['140110', '晋源区'], ['140121', '清徐县'], ['140122', '阳曲县'],
  ['140123', '娄烦县'], ['140181', '古交市'],
]
const STREETS = [
  ['140105001', '坞城街道'], ['140105004', '平阳路街道'], ['140106004', '迎泽街道'], ['140107011', '享堂街道'],
  ['140109013', '长风西街街道'], ['140109002', '下元街道'], ['140110001', '义井街道'], ['140181001', '东曲街道'],
]
const SEE = ['board_see', 'zone_see', 'edition_see', 'order_see', 'place_see', 'feed_follow', 'own_keep']
const NOTICES = ['notice_preview', 'notice_see', 'draft_see', 'edition_change_see', 'snapshot_see']
/** A copy of the city's policy table, as far as the pages need it. */
export const ACTS = {
  city_command: [...SEE, ...NOTICES, 'drill_turn', 'account_vouch'],
  zone_drafter: [...SEE, ...NOTICES, 'zone_case_record', 'zone_test_record', 'zone_place_set', 'snapshot_put_in', 'notice_put_in', 'notice_set_aside', 'draft_make'],
  zone_signer: [...SEE, ...NOTICES, 'zone_step_down_sign', 'zone_raise_sign', 'zone_fact_withdraw', 'notice_confirm', 'notice_set_aside', 'edition_change_sign'],
  community_registrar: [...SEE, 'zone_place_set', 'order_work', 'person_see', 'person_reveal', 'person_add', 'person_keep', 'roster_import', 'grid_see', 'grid_draw'],
  grid_worker: [...SEE.filter((act) => act !== 'board_see'), 'order_work', 'person_see', 'person_reveal', 'person_add'],
  sampler: ['sampling_see', 'sampling_take', 'site_see', 'site_queue', 'tube_carry', 'tube_track', 'own_keep'],
  auditor: ['audit_see', 'read_log_see', 'own_keep'],
  administrator: ['jurisdiction_see', 'account_see', 'account_keep', 'account_vouch', 'own_keep'],
}
const PURPOSES = {
  city_command: ['command', 'zone_decision', 'order_work', 'audit'], zone_drafter: ['zone_decision'],
  zone_signer: ['zone_decision'], community_registrar: ['register', 'order_work'], grid_worker: ['order_work'],
  sampler: ['sampling'], auditor: ['audit'], administrator: ['administration'],
}
const PLACE_NAMES = { 140110003001: '兰亭社区', 140110003: '义井街道', 1401: '太原市', 140105: '小店区', 140109: '万柏林区', 'grid-1': '白云小区第一网格' }

const account = (login, name, role, jurisdiction, first = false) => ({
  account_id: `account-${login}`, login, name, password: `rehearsal-${login}`, must_change_password: first,
  disabled: false, vouched: true, issued_by_me: false, version: 1, roles: [{ assignment_id: `role-${login}`, role, jurisdiction, place_name: PLACE_NAMES[jurisdiction], from: '2022-10-01', to: null }],
})

/** [area, except, county, level, since, latest case, from high] */
const ZONES = [
  ['白云小区5号楼', null, '140105', 'high', '2022-10-07', null, false],
  ['白云小区', '5号楼', '140105', 'medium', '2022-10-07', '2022-10-10', false],
  ['融创长风壹号小区', null, '140109', 'medium', '2022-10-07', null, false],
  ['华清苑-东区', null, '140109', 'medium', '2022-10-07', null, false],
  ['南上庄西街小区', null, '140109', 'medium', '2022-10-07', '2022-10-08', false],
  ['青松里小区2号楼3单元', null, '140109', 'high', '2022-10-09', '2022-10-12', false],
  ['青松里小区', '2号楼', '140109', 'medium', '2022-10-09', null, false],
  ['云杉花园12、13、14号楼', null, '140107', 'high', '2022-10-11', '2022-10-13', false],
  ['云杉花园', '12、13、14号楼', '140107', 'medium', '2022-10-11', null, false],
  ['河畔人家3-5号楼', null, '140110', 'medium', '2022-10-11', null, true],
  ['矿机宿舍北院', null, '140108', 'low', '2022-10-12', null, false],
  ['东街工人村17号楼', null, '140181', 'high', '2022-10-12', null, false],
  ['向阳里平房区', null, '140106', 'low', '2022-10-10', null, false],
  ['集贤村', null, '140121', 'medium', '2022-10-13', null, false],
]

export class City {
  constructor() {
    this.code = '1401'
    this.today = '2022-10-14'
    this.sessions = new Map()
    this.listeners = new Set()
    this.seq = 4210
    this.accounts = [
      account('zhihui', '程立安', 'city_command', '1401'), account('nigao', '苏文谨', 'zone_drafter', '1401'),
      account('qianfa', '贺明远', 'zone_signer', '1401'), account('dengji', '郝念慈', 'community_registrar', '140105'),
      account('wangge', '魏小满', 'grid_worker', 'grid-1'), account('caiyang1', '卢采薇', 'sampler', '140110003001'), account('shequ', '郝念安', 'community_registrar', '140110003001'), account('jiedao', '郝念青', 'community_registrar', '140110003'), account('shenji', '严守一', 'auditor', '1401'),
      account('guanli', '陆知白', 'administrator', '1401'), account('xinren', '林初雪', 'zone_drafter', '140109', true),
    ]
    this.zones = ZONES.map((zone, i) => this.makeZone(i, zone))
    this.orders = this.makeOrders()
    this.notices = []
    this.drafts = []
    this.waiting = []
    this.read = new Set()
    this.snapshots = [{ snapshot_id: 'list-first', taken_at: '2022-10-13T21', state: 'held', reason: '名单一次少了5个未到期的区域，可能不完整；搁置，不解除任何区域。', put_in_by: 'nigao', put_in_at: moment('2022-10-13', '21:20') }]
    this.readings = Array.from({ length: 4 }, (_, i) => ({ read_id: `reading-${i}`, at: moment('2022-10-13', '16:00') - i * 3_600_000, account_id: 'account-guanli', account_name: '陆知白', role: 'administrator', purpose: 'administration', subject: 'account', rows_read: 8 }))
    this.audit = Array.from({ length: 62 }, (_, i) => this.auditRow(i + 1))
  }

  me(login) {
    const found = this.accounts.find((one) => one.login === login)
    const roles = found.roles.map((one) => one.role)
    return {
      account_id: found.account_id, login, name: found.name, must_change_password: found.must_change_password, vouch_code: null,
      roles: found.roles, purposes: [...new Set([...roles.flatMap((role) => PURPOSES[role]), 'own_data'])],
      acts: [...new Set(roles.flatMap((role) => ACTS[role]))],
      city: { code: '140100', name: '太原市' }, today: this.today, drill: !roles.includes('sampler'), edition: { id: 'P9', short: '第九版' },
    }
  }

  makeZone(i, [area, except, county, level, since, latest, fromHigh]) {
    const facts = []
    const add = (kind, on, more) => facts.push({
      fact_id: `fact-${i}-${facts.length}`, kind, on, recorded_at: moment(on, '18:20'), level: null, edition: null, outcome: null,
      withdraws: null, withdrawn: false, signed_by: '贺明远',
      ground: { kind: 'notice', id: 'notice-0' }, as_written: '', ...more,
    })
    if (fromHigh) add('rated', addDays(since, -7), { level: 'high', edition: 'P9', as_written: area })
    add('rated', since, fromHigh
      ? { level, edition: 'P9', ground: { kind: 'rule', id: null }, as_written: `${area}降为中风险区` }
      : { level, edition: 'P9', as_written: area })
    if (latest) add('case_found', latest, { signed_by: '苏文谨', ground: { kind: 'person', id: null }, as_written: '复核阳性 1 例' })
    if (i === 4) {
      add('case_found', '2022-10-11', { signed_by: '苏文谨', withdrawn: true, ground: { kind: 'person', id: null }, as_written: '初筛阳性 1 例' })
      add('withdrawn', '2022-10-12', { withdraws: facts.at(-1).fact_id, ground: { kind: 'person', id: null }, as_written: '复核为阴性，原登记有误' })
    }
    return {
      zone_id: `zone-${i}`, area, except, county, county_name: COUNTIES.find(([code]) => code === county)[1],
      parts: /(\d[^小]*号楼.*)$/.exec(area)?.[1].split('、') ?? [], facts, version: 1,
      place: i % 3 === 1 ? null : { code: `${county}001001`, name: area, path: `太原市 / ${COUNTIES.find(([code]) => code === county)[1]} / ${area}` },
    }
  }

  makeOrders() {
    const kinds = [
      ['tell_households', '告知住户', '逐户告知风险等级、管控措施和预计解除日期，张贴告知书并登记特殊需求。', '18:00'],
      ['closing_test', '封控后核酸检测（第 3 次）', '组织区域内全体住户完成本轮核酸检测，漏采的当日补采。', '12:00'],
      ['door_service', '上门服务', '收集并送达每户生活物资、药品和垃圾清运需求，独居老人逐户问询。', '20:00'],
      ['area_test', '第 7 天区域内全员核酸', '降级前组织区域内全员核酸检测一轮，结果报区专班。', '16:00'],
      ['resolve_place', '核对地点', '通告所写的区域没有对上地点树，请核对后挂接。', '22:00'],
    ]
    const rows = []
    this.zones.forEach((zone, z) => {
      if (zoneView(this, zone).level === 'low') return
      kinds.forEach(([kind, title, instruction, at], k) => {
        if ((z + k) % 3 === 2) return
        if (kind === 'resolve_place' && zone.place) return
        const day = (z + k) % 5 === 1 ? '2022-10-13' : this.today
        const state = (z + k) % 4 === 3 ? 'done' : (z + k) % 4 === 2 ? 'claimed' : 'open'
        rows.push({
          order_id: `order-${z}-${k}`, zone_id: zone.zone_id, zone_area: zone.area, kind, title, instruction,
          place: zone.county, place_name: `${zone.county_name} ${zone.area}`, grid: `grid-${z + 1}`,
          for_day: day, due_at: moment(day, at),
          late: day < this.today && state !== 'done', state, risen_to: day < this.today && state === 'open' ? '街道专班' : null,
          handed_back: z === 2 && k === 0 ? 1 : 0, claimed_by: state === 'open' ? null : z === 0 ? '魏小满' : '代秋实', mine: z === 0 && state === 'claimed', version: 3,
          ground: `${zone.area} ${zone.facts.at(-1).on} 起为${{ high: '高', medium: '中' }[zoneView(this, zone).level] ?? '低'}风险区，按第九版防控方案派发。`,
          facts: [{ fact_id: `order-fact-${z}-${k}`, kind: 'raised', at: moment(day, '07:30'), by: null, note: null, households_done: null, households_left: null },
            ...(state === 'open' ? [] : [{ fact_id: `order-fact-${z}-${k}-1`, kind: 'claimed', at: moment(day, '08:10'), by: z === 0 ? '魏小满' : '代秋实', note: null, households_done: null, households_left: null }]),
            ...(state === 'done' ? [{ fact_id: `order-fact-${z}-${k}-2`, kind: 'done', at: moment(day, '11:40'), by: '代秋实', note: '已全部完成', households_done: 86, households_left: 0 }] : [])],
        })
      })
    })
    return rows
  }

  auditRow(seq) {
    const acts = [['sign_in', null, ''], ['zone_case_record', 'zone_decision', ''], ['notice_confirm', 'zone_decision', ''], ['order_work', 'order_work', 'done'], ['account_keep', 'administration', 'make']]
    const [act, purpose, detail] = acts[seq % acts.length]
    const hash = [...Array(8)].map((_, i) => ((seq * 2654435761 + i * 40503) >>> 0).toString(16).padStart(8, '0')).join('')
    return { seq, entry: { at: moment('2022-10-13', '08:00') + seq * 900_000, account_id: seq % 7 === 0 ? null : this.accounts[seq % 7].account_id, account_name: seq % 7 === 0 ? null : this.accounts[seq % 7].name, act, purpose, subject: `zone-${seq % 14}`, detail, entry_hash: hash } }
  }

  tell(topic) {
    this.seq += 1
    const event = { seq: this.seq, topic }
    this.listeners.forEach((listener) => listener(event))
  }
}
