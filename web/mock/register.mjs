// The register, the imports and the grids of the rehearsal. Everybody in it is invented.
import { moment } from './days.mjs'

const COMMUNITY = '140110003001'
const FAMILY = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'
const GIVEN = ['秀英', '建国', '桂兰', '志强', '海燕', '明', '丽', '俊杰', '欣怡', '梓涵', '玉梅', '国庆', '芳', '伟', '静', '思远', '子轩', '雨桐', '德福', '小满']
const COMPOUNDS = [['01', '兰亭御湖城东区', 8], ['02', '当代MOMA沿湖城', 5]]
const refuse = (status, code, message) => ({ status, body: { code, message } })
const NOT_FOUND = refuse(404, 'not_found', '没有找到，或者不在您的辖区内。')
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const idNumber = (born, n) => {
  const body = `140110${born.replaceAll('-', '')}${String(n % 1000).padStart(3, '0')}`
  return body + '10X98765432'[WEIGHTS.reduce((sum, weight, i) => sum + weight * Number(body[i]), 0) % 11]
}
const ageOn = (born, today) => Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0)
const DOOR = /^(.*?号楼)?(.*?单元)?(.*)$/

function people() {
  const all = []
  let n = 0
  for (const [code, compound, buildings] of COMPOUNDS) for (let b = 1; b <= buildings; b += 1) for (let u = 1; u <= 2; u += 1) for (let f = 1; f <= 6; f += 1) for (let r = 1; r <= 2; r += 1) {
    const home = 1 + (n * 7 + f) % 4
    for (let k = 0; k < home; k += 1) {
      const born = `${[1948, 1951, 1975, 2010][k] + (n % 9)}-0${1 + n % 9}-1${n % 9}`
      all.push({
        person_id: `person-${n}`, community: COMMUNITY, door: `${COMMUNITY}-${code}-${b}-${u}-${f}0${r}`, compound, door_name: `${b}号楼${u}单元${f}0${r}`,
        name: `${FAMILY[n % 20]}${GIVEN[(n * 3 + k) % 20]}`, document_kind: n % 37 === 5 ? 'passport' : 'resident_id', document: n % 37 === 5 ? `E${12345678 + n}` : idNumber(born, n), phone: k < 2 ? `1380000${String(1000 + n % 9000)}` : null,
        sex: n % 2 ? 'male' : 'female', born, relation: ['head', 'spouse', 'child', 'grandchild'][k], stay: n % 23 === 3 ? 'temporary' : 'permanent', note: n % 41 === 7 ? '行动不便，需轮椅；每周二、五取药。' : '',
        origin: n % 5 === 4 ? 'imported' : 'invented', gone_at: null, version: 1, history: [{ kind: 'registered', at: moment('2022-10-12', '09:10'), by: 'dengji', reason: '登记', version: 1, fields: [] }],
      })
      n += 1
    }
  }
  return all
}
const kept = (city) => (city.register ??= { people: people(), imports: [], grids: firstGrids() })
const masked = (text) => (text ? '*'.repeat(Math.max(0, text.length - 4)) + text.slice(-4) : text)
const lies = (code, within) => code === within || code.startsWith(within.length < 12 ? within : `${within}-`)
const rowOf = (city, one) => ({
  person_id: one.person_id, community: one.community, door: one.door, compound: one.compound, door_name: one.door_name, name: `${one.name[0]}${'*'.repeat(one.name.length - 1)}`, document_kind: one.document_kind,
  document_tail: one.document.slice(-4), phone_tail: one.phone?.slice(-4) ?? null, relation: one.relation, sex: one.sex, age: one.born && ageOn(one.born, city.today), stay: one.stay, origin: one.origin, version: one.version,
})
const viewOf = (city, { history, ...one }) => ({ ...one, document: masked(one.document), phone: masked(one.phone), age: one.born && ageOn(one.born, city.today), aged: one.born !== null && ageOn(one.born, city.today) >= 70 })

export function register(city, { query }) {
  if (query.within.length < 12) return { body: [COMMUNITY, '140110003002', '140110003003'].map((place, i) => ({ place, name: ['兰亭社区', '龙源社区', '汾河社区'][i], people: i ? 0 : kept(city).people.length, households: 0, aged: 0 })) }
  const depth = query.within.split('-').length
  const places = new Map()
  for (const one of kept(city).people.filter((one) => one.gone_at === null && lies(one.door, query.within))) {
    const place = one.door.split('-').slice(0, depth + 1).join('-')
    const name = [one.compound, ...DOOR.exec(one.door_name).slice(1)][depth - 1] ?? ''
    const found = places.get(place) ?? { place, name, people: 0, doors: new Set(), aged: 0 }
    found.people += 1
    found.doors.add(one.door)
    found.aged += one.born && ageOn(one.born, city.today) >= 70 ? 1 : 0
    places.set(place, found)
  }
  return { body: [...places.values()].map(({ doors, ...one }) => ({ ...one, households: doors.size })) }
}

const put = (one, { compound, building, unit, room, document, phone, ...said }, keep = {}) => Object.assign(one, said, {
  compound: compound || '兰亭御湖城东区', door_name: `${building}${unit && !unit.endsWith('单元') ? `${unit}单元` : unit}${room}`,
  ...(keep.keep_document ? {} : { document }), ...(keep.keep_phone ? {} : { phone }),
})

export function persons(city, { method, path, query, body, me }) {
  const all = kept(city).people
  const [, , id, act] = path.split('/')
  const here = all.filter((one) => one.gone_at === null)
  if (!id && method === 'GET') {
    const found = here.filter((one) => lies(one.door, query.within))
    return { body: { rows: found.slice(Number(query.offset), Number(query.offset) + Number(query.limit)).map((one) => rowOf(city, one)), people: found.length, households: new Set(found.map((one) => one.door)).size } }
  }
  if (id === 'searches') {
    const door = body.words.replaceAll('号楼', '-').replaceAll('单元', '-')
    return { body: here.filter((one) => one.name.includes(body.words) || one.document.endsWith(body.words) || one.phone?.endsWith(body.words) || one.door.endsWith(`-${door}`)).slice(0, 50).map((one) => rowOf(city, one)) }
  }
  if (id === 'alike') return { body: here.filter((one) => one.document === body.person.document.toUpperCase() || (one.name === body.person.name && one.phone === body.person.phone)).map((one) => rowOf(city, one)) }
  if (!id) {
    const n = all.length
    const one = put({ person_id: body.person_id, community: body.community, door: `${body.community}-01-x${n}-0-0`, gone_at: null, version: 1, origin: 'entered', history: [{ kind: 'registered', at: moment(city.today, '10:40'), by: me, reason: '登记', version: 1, fields: [] }] }, body.person)
    all.unshift(one)
    return { status: 204 }
  }
  const one = all.find((person) => person.person_id === id)
  if (!one) return NOT_FOUND
  if (act === 'history') return { body: one.history }
  if (act === 'reveal') return { body: { document: one.document, phone: one.phone } }
  if (method === 'GET') return { body: viewOf(city, one) }
  if (body.version !== one.version) return refuse(409, 'stale', '别人刚改过，请刷新后再试。')
  const before = { ...one }
  if (act === 'leave') one.gone_at = body.back ? null : moment(city.today, '10:45')
  else put(one, body.person, body)
  one.version += 1
  const fields = ['name', 'document', 'phone', 'sex', 'born', 'relation', 'stay', 'note'].filter((key) => one[key] !== before[key]).concat(one.door_name === before.door_name ? [] : ['door'])
  one.history.push({ kind: act === 'leave' ? (body.back ? 'returned' : 'left') : 'changed', at: moment(city.today, '10:45'), by: me, reason: body.reason, version: one.version, fields })
  return { status: 204 }
}

const TITLES = [['姓名', 'name', ['魏小满', '林初雪', '郝念慈']], ['身份证号', 'document_number', ['140110********0017', '140110********0025']], ['手机', 'phone', ['13800001234', '13800005678']], ['楼栋', 'building', ['5', '5', '6']], ['单元', 'unit', ['2', '2', '1']], ['门牌', 'room', ['302', '302', '101']], ['户主/成员', 'relation', ['户主', '妻', '子']], ['疫苗针次', null, ['3', '2', '3']]]
const FLAWS = [['document_check_sign', '身份证号有误：末位校验不对，请逐位核对。'], ['digits_lost', '证件号码是 1.40105E+17：表格软件只留了 15 位，后几位已丢失，请从原名单重新填写（先把单元格设为文本）。'], ['door_missing', '没有写明住在哪里：请填楼号和房号，或院落的门牌号。'], ['phone_digits', '电话不是 11 位手机号，也不是固定电话。']]
const PACE_ROWS = 420
function freshImport(city, id, community, name, me) {
  const columns = TITLES.map(([title, column, samples], index) => ({ index, title, column, samples }))
  const problems = Array.from({ length: 23 }, (_, i) => (i % 6 === 5
    ? { row: 40 + i * 57, verdict: 'aside', flaws: [{ code: 'maybe_known', sentence: '登记册里有同名同电话的人，但证件号不同，请人工核对。' }] }
    : { row: 40 + i * 57, verdict: 'rejected', flaws: [FLAWS[i % 4], ...(i % 7 === 2 ? [FLAWS[(i + 1) % 4]] : [])].map(([code, sentence]) => ({ code, sentence })) }))
  return { import_id: id, community, file_name: name, state: 'uploaded', running: true, rows_done: 0, trouble: null, put_in_by: me, put_in_at: moment(city.today, '10:31'), version: 1, sheets: [{ index: 0, name: '居民花名册' }, { index: 1, name: '说明' }], sheet: 0, columns,
    counts: { rows: 1463, added: 0, changed: 0, unchanged: 0, rejected: 0, aside: 0 }, may_be_cut: false, problems: [], then: { counts: { rows: 1463, added: 1187, changed: 96, unchanged: 157, rejected: 20, aside: 3 }, problems } }
}
/** Each look takes the work further. */
function further(one) {
  if (!one.running) return one
  one.rows_done = Math.min(one.counts.rows, one.rows_done + PACE_ROWS)
  if (one.rows_done === one.counts.rows) Object.assign(one, { running: false, version: one.version + 1, state: one.state === 'applying' ? 'applied' : 'checked', ...one.then })
  return one
}
const told = ({ then, ...one }) => one
export function imports(city, { method, path, query, body, me, fileName }) {
  const all = kept(city).imports
  const [, , id, act] = path.split('/')
  if (!id) return { body: all.filter((one) => one.community === query.community).map((one) => told({ ...one, columns: [], problems: [] })) }
  const one = all.find((found) => found.import_id === id)
  if (method === 'POST' && !act) {
    if (one) return { body: told(one) }
    all.unshift(freshImport(city, id, query.community, decodeURIComponent(fileName ?? ''), me))
    return { body: told(all[0]) }
  }
  if (!one) return NOT_FOUND
  if (act === 'rejects') return { body: new TextEncoder().encode('PK'), headers: { 'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } }
  if (method === 'GET') return { body: told(further(one)) }
  if (act === 'cancel') Object.assign(one, { running: false, state: 'cancelled' })
  if (act === 'reading') Object.assign(one, { state: 'uploaded', running: true, rows_done: 0, sheet: body.sheet, columns: one.columns.map((column) => ({ ...column, column: body.columns.find((said) => said.index === column.index)?.column ?? null })) })
  if (act === 'apply') Object.assign(one, { running: true, rows_done: 0, state: 'applying' })
  return { body: told(one) }
}

function firstGrids() {
  const place = (code, n, compound) => ({ place: `${COMMUNITY}-${code}-${n}`, name: `${compound} ${n}号楼` })
  const east = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => place('01', from + i, '兰亭御湖城东区'))
  return {
    community: COMMUNITY, seen: 'seen-1', uncovered: [4, 5].map((n) => ({ ...place('02', n, '当代MOMA沿湖城'), households: 24, people: 57 })),
    grids: [{ grid_code: `${COMMUNITY}-G01`, name: '第1网格', places: east(1, 4), households: 96, people: 228, workers: ['魏小满'] }, { grid_code: `${COMMUNITY}-G02`, name: '第2网格', places: east(5, 8), households: 96, people: 239, workers: ['代秋实', '林初雪'] }, { grid_code: `${COMMUNITY}-G03`, name: '第3网格', places: [1, 2, 3].map((n) => place('02', n, '当代MOMA沿湖城')), households: 72, people: 171, workers: [] }],
  }
}
export function grids(city, { method, path, body }) {
  const now = kept(city).grids
  if (method === 'GET') return { body: now }
  const all = [...now.grids.flatMap((grid) => grid.places), ...now.uncovered.map(({ place, name }) => ({ place, name }))]
  if (path.endsWith('/proposals')) {
    const n = body.n_grids ?? 6
    const proposed = Array.from({ length: n }, (_, i) => ({ name: `第${i + 1}网格`, places: all.filter((_, k) => Math.floor(k * n / all.length) === i), households: 52 - i % 3, people: 118 + (i * 7) % 11, special_care: 5 + i % 4 }))
    return { body: { grids: proposed, households: { smallest: 50, largest: 52, smallest_per_mille: 980, largest_per_mille: 1020 }, people: { smallest: 118, largest: 127, smallest_per_mille: 962, largest_per_mille: 1035 }, gap_per_mille: n > 6 ? 12 : 0, splits: n > 6 ? [{ building_name: '兰亭御湖城东区 8号楼', households: 64, n_grids: 2, larger_than_a_grid: true }] : [] } }
  }
  if (body.seen !== now.seen) return refuse(409, 'stale', '别人刚改过，请刷新后再试。')
  const nameOf = (place) => all.find((one) => one.place === place)?.name ?? place
  const before = (place) => now.grids.find((grid) => grid.places.some((one) => one.place === place))?.name ?? null
  const moved = body.grids.flatMap((grid) => grid.places.filter((place) => before(place) !== grid.name).map((place) => ({ place_name: nameOf(place), from_name: before(place), to_name: grid.name, people: 57 })))
  city.register.grids = { community: COMMUNITY, seen: `${now.seen}+`, uncovered: [], grids: body.grids.map((grid, i) => ({ grid_code: `${COMMUNITY}-G0${i + 1}`, name: grid.name, places: grid.places.map((place) => ({ place, name: nameOf(place) })), households: 52, people: 120, workers: i === 0 ? ['魏小满'] : [] })) }
  return { body: { grids: city.register.grids, moved, n_orders_moved: moved.length * 2 } }
}
