// The sampling table, rehearsed: a list to take along, phones that sign, parts that are kept once.
import { createHmac, createPublicKey, randomUUID, verify } from 'node:crypto'

const refuse = (status, code, message) => ({ status, body: { code, message } })
const TAG_KEY = Buffer.from('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'hex')
const PLACE = '140110003001'
const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** ISO 7064 MOD 37,36. */
export function tubeCode(serial) {
  const digits = `140110${String(serial).padStart(7, '0')}`
  let product = 36
  for (const sign of digits) product = (((product + SIGNS.indexOf(sign)) % 36 || 36) * 2) % 37
  return digits + SIGNS[(37 - product) % 36]
}
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
/** A number of nobody: no region begins with 99. */
export function idNumber(born, n) {
  const digits = `990000${born}${String(n).padStart(3, '0')}`
  return digits + '10X98765432'[[...digits].reduce((sum, digit, i) => sum + WEIGHTS[i] * Number(digit), 0) % 11]
}
const tagOf = (document) => createHmac('sha256', TAG_KEY).update(document).digest('hex').slice(0, 8)

/** [building, unit, room, name, initials, born, priority] */
const PEOPLE = [
  [5, 1, '101', '王秀英', 'wxy', '19400301', 'aged'], [5, 1, '101', '王建国', 'wjg', '19690501', null], [5, 1, '101', '王子轩', 'wzx', '20210501', 'infant'],
  [5, 1, '102', '李桂兰', 'lgl', '19660101', null], [5, 1, '102', '李志强', 'lzq', '19910101', null],
  [5, 1, '201', '张丽', 'zl', '19880101', 'pregnant'], [5, 1, '201', '刘国庆', 'lgq', '19851001', null],
  [5, 2, '302', '刘雨桐', 'lyt', '20010101', null], [5, 2, '302', '陈小明', 'cxm', '19850101', null], [5, 2, '302', '陈玉梅', 'cym', '19860101', null], [5, 2, '302', '陈思远', 'csy', '20120101', null],
  [6, 1, '101', '杨秀兰', 'yxl', '19410101', 'disabled'], [6, 1, '101', '杨德福', 'ydf', '19390101', 'aged'],
  [6, 1, '102', '赵平安', 'zpa', '19770101', null], [6, 1, '102', '赵长林', 'zcl', '20050101', null],
]
const masked = (name) => { const [first, ...rest] = [...name]; return first + '*'.repeat(rest.length) }
export const people = PEOPLE.map(([building, unit, room, name, initials, born, priority], i) => {
  const document = idNumber(born, 11 + i * 2)
  return {
    document, name, building, unit, room, born,
    row: {
      person_id: `00000000-0000-7000-8000-0000000000${String(i + 10)}`, name: masked(name), initials, door: `${PLACE}-01-0${building}-${unit}-${room}`, door_name: room, sheet_name: `兰亭御湖城东区 ${building}号楼${unit}单元`,
      last4: document.slice(-4), tag: tagOf(document), priority, held: initials === 'zcl', sampled_at: null,
    },
  }
})

const stateOf = (city) => city.sampling ??= { devices: new Map(), parts: new Map(), epoch: randomUUID(), seq: 0, waits: [], refuseNext: [], skew_ms: 0 }

function pack(state, round_id, place) {
  return {
    round: { round_id, name: '第六轮区域核酸检测', place: PLACE, place_name: '兰亭社区', ordinal: 6 }, place, place_name: '兰亭社区', server_now: Date.now() + state.skew_ms, epoch: state.epoch, seq: state.seq,
    pools: ['ten', 'five', 'household'], pools_clause: '管控区采用10混1或5混1检测', county: '140110', tag_key: TAG_KEY.toString('base64'),
    rolls: [{ first: tubeCode(1), n_tubes: 500, pool: 'ten' }, { first: tubeCode(501), n_tubes: 200, pool: 'five' }, { first: tubeCode(701), n_tubes: 100, pool: 'household' }],
    people: people.map(({ row }) => row),
  }
}

/** The raw point of P-256 in the frame in which node takes a public key. */
const SPKI = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex')
function isSigned(state, { raw, headers }) {
  const key = state.devices.get(headers['x-device'])
  if (!key) return false
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, Buffer.from(key, 'base64')]), format: 'der', type: 'spki' })
  return verify('sha256', Buffer.from(raw), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(headers['x-signature'] ?? '', 'base64'))
}

function batch(state, asked) {
  const planned = state.refuseNext.shift()
  if (planned) return planned
  if (!isSigned(state, asked)) return refuse(403, 'signature_wrong', '签名不对。')
  const answers = asked.body.parts.map((part) => {
    const text = JSON.stringify(part)
    const known = state.parts.get(part.part_id)
    if (known === undefined) { state.parts.set(part.part_id, text); state.seq += 1 }
    return { part_id: part.part_id, fate: known === undefined || known === text ? 'kept' : 'set_aside', code: null, message: null, flags: [] }
  })
  return { body: { server_now: Date.now() + state.skew_ms, epoch: state.epoch, seq: state.seq, skew_ms: asked.body.made_at - Date.now(), answers } }
}

export function sampling(city, asked) {
  const state = stateOf(city)
  const { method, path, query, body } = asked
  switch (path) {
    case '/sampling/rounds': return { body: [{ round_id: 'round-6', name: '第六轮区域核酸检测', place: PLACE, place_name: '兰亭社区', places: [{ place: PLACE, place_name: '兰亭社区' }] }] }
    case '/sampling/devices': state.devices.set(body.device_id, body.public_key); return { status: 204 }
    case '/sampling/packs': return { body: pack(state, query.round_id, query.place) }
    case '/sampling/batches': return method === 'POST' ? batch(state, asked) : refuse(404, 'not_found', '没有找到。')
    default: return refuse(404, 'not_found', '没有找到，或者不在您的辖区内。')
  }
}
export function sites(city, { method, body }) {
  if (method === 'GET') return { body: [{ site_id: 'site-1', name: '兰亭社区东门采样点', open: true }] }
  stateOf(city).waits.push(body.wait)
  return { status: 204 }
}
