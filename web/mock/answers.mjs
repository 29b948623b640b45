import { addDays, moment } from './days.mjs'
import { COUNTIES } from './city.mjs'
import { zoneView } from './clock.mjs'
import { EDITIONS, editionChange } from './editions.mjs'
import { readNotice } from './reader.mjs'
import { grids, imports, persons, register } from './register.mjs'
import { sampling, sites } from './sampling.mjs'

const refuse = (status, code, message, detail) => ({ status, body: { code, message, ...detail } })
const NOT_FOUND = refuse(404, 'not_found', '没有找到，或者不在您的辖区内。')
const GRAVITY = { high: 3, locked: 3, medium: 2, controlled: 2, low: 1, guarded: 1 }

const publicAccount = ({ password, ...rest }) => rest
const row = (city, zone, day) => {
  const { version, parts, place, facts, orders, ...rest } = zoneView(city, zone, day)
  return rest
}
function zoneAnswer(city, zone, day) {
  return { ...zoneView(city, zone, day), orders: city.orders.filter((order) => order.zone_id === zone.zone_id) }
}
const orderOf = (city, id, me) => {
  const order = city.orders.find((one) => one.order_id === id)
  return order && { ...order, mine: order.claimed_by === city.me(me).name }
}

function board(city, day) {
  const rows = city.zones.map((zone) => row(city, zone, day)).filter((zone) => zone.level)
  const count = (list) => list.reduce((sum, zone) => ({ ...sum, [zone.level]: (sum[zone.level] ?? 0) + 1 }), {})
  const late = city.orders.filter((order) => order.late)
  const due = rows.filter((zone) => zone.earliest && zone.earliest <= day)
  return {
    day, today: city.today, now: moment(city.today, '10:30'), feed_seq: city.seq,
    counties: COUNTIES.map(([code, name]) => {
      const own = rows.filter((zone) => zone.county === code)
      return {
        code, name, levels: count(own), gravest: own.map((zone) => zone.level).sort((a, b) => GRAVITY[b] - GRAVITY[a])[0] ?? null,
        orders_open: city.orders.filter((order) => order.place === code && order.state !== 'done' && !order.late).length,
        orders_late: late.filter((order) => order.place === code).length,
      }
    }),
    levels: count(rows),
    orders: {
      open: city.orders.filter((order) => order.state !== 'done' && !order.late).length, late: late.length,
      done_today: city.orders.filter((order) => order.state === 'done').length,
      due_today: city.orders.filter((order) => order.for_day === city.today && order.state !== 'done').length,
    },
    step_downs_due: due, n_step_downs_due: due.length, raises_due: [], late_orders: late, recent: recent(city, day),
  }
}

function recent(city, day) {
  const all = city.zones.flatMap((zone) => zone.facts.map((fact) => ({ zone_id: zone.zone_id, area: zone.area, except: zone.except, county_name: zone.county_name, fact })))
  return all.filter(({ fact }) => fact.on <= day).sort((a, b) => b.fact.recorded_at - a.fact.recorded_at).slice(0, 12)
}

/** Every list is weighed alike here: one village is new on it. */
const LIST = { state: 'applied', reason: '新增或变更1个，移出1个。', taken_at: '2022-10-14T09', n_changes: 2, in_doubt: [],
  moves: [{ county_name: '清徐县', area: '南营留村', from: null, to: 'high' }, { county_name: '迎泽区', area: '向阳里平房区', from: 'low', to: null }] }
function national(city, { method, me }) {
  if (method === 'GET') return { body: { rows: city.snapshots } }
  city.snapshots.unshift({ snapshot_id: `list-${city.snapshots.length}`, taken_at: LIST.taken_at, state: LIST.state, reason: LIST.reason, put_in_by: me, put_in_at: moment(city.today, '10:32') })
  return { body: LIST }
}

function session(city, { method, path, body, me, cookie }) {
  if (method === 'POST' && path === '/session') {
    const found = city.accounts.find((one) => one.login === body.login && one.password === body.password && !one.disabled)
    if (!found) return refuse(401, 'sign_in_failed', '用户名或密码不正确。')
    const id = `s${Math.random().toString(36).slice(2)}`
    city.sessions.set(id, found.login)
    return { body: city.me(found.login), headers: { 'set-cookie': `fangxian=${id}; Path=/; HttpOnly; SameSite=Strict` } }
  }
  if (!me) return refuse(401, 'not_signed_in', '请先登录。')
  if (method === 'DELETE') { city.sessions.delete(cookie); return { status: 204 } }
  if (method === 'GET') return { body: city.me(me) }
  const own = city.accounts.find((one) => one.login === me)
  if (own.password !== body.old) return refuse(401, 'sign_in_failed', '当前密码不正确。')
  if ([...body.new].length < 12) return refuse(400, 'password_weak', '新密码至少 12 个字符。')
  Object.assign(own, { password: body.new, must_change_password: false })
  return { body: city.me(me) }
}

function zones(city, { method, path, query, body, me }) {
  const [, , id, act] = path.split('/')
  if (!id) {
    const all = city.zones.map((zone) => row(city, zone, query.day)).filter((zone) =>
      (query.show === 'all' || zone.level) && (!query.county || zone.county === query.county)
      && (!query.level || zone.level === query.level) && (!query.q || zone.area.includes(query.q)))
    const from = Number(query.after ?? 0)
    const rows = all.slice(from, from + Number(query.limit ?? 50))
    return { body: { rows, total: all.length, next: from + rows.length < all.length ? String(from + rows.length) : null } }
  }
  const zone = city.zones.find((one) => one.zone_id === id)
  if (!zone) return NOT_FOUND
  if (method === 'GET') return { body: zoneAnswer(city, zone, query.day) }
  const add = (fact) => zone.facts.push({
    fact_id: body.fact_id, recorded_at: moment(city.today, '10:30'), level: null, edition: null, outcome: null, withdraws: null, withdrawn: false,
    signed_by: city.me(me).name, ground: { kind: 'person', id: null }, as_written: body.note ?? body.reason ?? '', ...fact,
  })
  if (act === 'facts') add({ kind: body.kind, on: body.on, outcome: body.outcome ?? null })
  if (act === 'withdraw') {
    zone.facts.find((fact) => fact.fact_id === body.withdraws).withdrawn = true
    add({ kind: 'withdrawn', on: city.today, withdraws: body.withdraws })
  }
  if (act === 'place') zone.place = { code: body.place, name: zone.area, path: `太原市 / ${zone.county_name} / ${zone.area}` }
  if (act === 'step-down') {
    const now = zoneView(city, zone)
    if (now.proposal === 'keep') return refuse(409, 'zone_step_down_too_early', `最早 ${now.earliest} 才能降级。`)
    if (now.proposal !== 'step_down') return refuse(409, 'zone_condition_missing', now.missing[0].sentence)
    add({ kind: 'rated', on: city.today, level: now.step_down_to, edition: 'P9', ground: { kind: 'rule', id: null } })
    city.waiting.push({ fact_id: body.fact_id, zone_id: id, county: zone.county, county_name: zone.county_name, area: zone.area, except: zone.except, from: now.level, to: now.step_down_to, on: city.today, signed_by: city.me(me).name })
  }
  zone.version += 1
  city.tell('zone', id)
  return { body: zoneAnswer(city, zone) }
}

function notices(city, { method, path, body, query, me }) {
  const [, , id, act] = path.split('/')
  if (id === 'waiting') return { body: { rows: city.accounts.filter((one) => !one.vouched && !one.disabled).map(publicAccount) } }
  if (!id && method === 'GET') {
    const rows = city.notices.filter((one) => !query.state || one.state === query.state).map((one) => ({
      notice_id: one.notice_id, state: one.state, number: one.reading.number, date: one.reading.date, n_changes: one.reading.changes.length,
      n_flags: one.reading.flags.length + one.reading.changes.flatMap((change) => change.flags).length, put_in_by: one.put_in_by, put_in_at: one.put_in_at, mine: one.put_in_by === me,
    }))
    return { body: { rows, next: null } }
  }
  if (!id) {
    const known = city.notices.find((one) => one.body === body.text)
    if (known) return refuse(409, 'notice_known', '这份通告已经录入过。', { notice_id: known.notice_id })
    const notice = { notice_id: body.notice_id, state: 'read', version: 1, body: body.text, reading: readNotice(city, body.text), put_in_by: me, put_in_at: moment(city.today, '10:12'), taken: null, closed_by: null, closed_at: null }
    city.notices.unshift(notice)
    return { body: { ...notice, mine: true } }
  }
  const notice = city.notices.find((one) => one.notice_id === id)
  if (!notice) return NOT_FOUND
  if (method === 'GET') return { body: { ...notice, mine: notice.put_in_by === me } }
  if (act === 'confirm' && notice.put_in_by === me) return refuse(409, 'same_person', '录入的人不能自己确认。')
  if (body.version !== notice.version) return refuse(409, 'stale', '别人刚改过，请刷新后再试。')
  notice.version += 1
  if (act === 'set-aside') { notice.state = 'set_aside'; return { body: { ...notice, mine: notice.put_in_by === me } } }
  Object.assign(notice, { state: 'confirmed', taken: body.take, closed_by: me, closed_at: moment(city.today, '10:31') })
  for (const index of body.take) {
    const change = notice.reading.changes[index]
    if (!change.zone_id) city.zones.push(city.makeZone(city.zones.length, [change.area, change.except, change.county_code, change.to, city.today, null, false]))
  }
  city.tell('notice', id)
  return { body: { ...notice, mine: false } }
}

function drafts(city, { method, path, body, me }) {
  const [, , id, file] = path.split('/')
  const number = `2022年第${112 + city.drafts.length}号`
  if (id === 'waiting') return { body: { changes: city.waiting, next_number: number } }
  if (!id && method === 'GET') return { body: { rows: city.drafts } }
  if (!id) {
    const changes = city.waiting.filter((one) => body.fact_ids.includes(one.fact_id))
    city.waiting = city.waiting.filter((one) => !body.fact_ids.includes(one.fact_id))
    const list = changes.map((one) => `${one.county_name}：${one.area}${one.except ? `（不含${one.except}）` : ''}。`).join('\n')
    const draft = { draft_id: body.draft_id, number, date: city.today, edition: 'P9', body: `关于我市调整风险区域的通告\n（${number}）\n\n一、调整为低风险区\n${list}\n`, changes, drafted_by: city.me(me).name, drafted_at: moment(city.today, '11:02') }
    city.drafts.unshift(draft)
    return { body: draft }
  }
  if (file === 'pdf') return { body: new TextEncoder().encode('%PDF-1.4\n%%EOF'), headers: { 'content-type': 'application/pdf' } }
  const draft = city.drafts.find((one) => one.draft_id === id)
  return draft ? { body: draft } : NOT_FOUND
}

function orders(city, { path, query, body, me, method }) {
  const [, , id] = path.split('/')
  if (!id) {
    const mine = city.me(me)
    const grids = mine.roles.filter((one) => one.role === 'grid_worker').map((one) => one.jurisdiction)
    const all = city.orders.map((order) => orderOf(city, order.order_id, me))
      .filter((order) => grids.length === 0 || grids.includes(order.grid) || order.grid === 'grid-6')
      .filter((order) => !query.zone || order.zone_id === query.zone)
    const unfinished = (o) => o.state === 'open' || o.state === 'claimed'
    const keep = { unfinished, open: (o) => o.state === 'open', claimed: (o) => o.state === 'claimed', done: (o) => o.state === 'done', late: (o) => o.late, all: () => true }[query.state ?? 'unfinished']
    const rows = all.filter(keep).filter((o) => !query.day || o.for_day === query.day).sort((a, b) => a.due_at - b.due_at).map(({ ground, facts, ...rest }) => rest)
    const n = (test) => all.filter(test).length
    const counts = { open: n((o) => unfinished(o) && !o.late), late: n((o) => o.late), done_today: n((o) => o.state === 'done'), due_today: n((o) => unfinished(o) && o.for_day === city.today) }
    return { body: { rows, next: null, counts, now: moment(city.today, '10:30') } }
  }
  const order = city.orders.find((one) => one.order_id === id)
  if (!order) return NOT_FOUND
  if (method === 'GET') return { body: orderOf(city, id, me) }
  if (!order.facts.some((fact) => fact.fact_id === body.fact_id)) {
    if (body.version !== undefined && body.version !== order.version) return refuse(409, 'stale', '别人刚改过，请刷新后再试。')
    if (body.kind === 'claimed' ? order.state !== 'open' : order.state !== 'claimed') return refuse(409, 'order_state', '工单现在的状态不能这样办。')
    const by = city.me(me).name
    if (body.kind === 'claimed') Object.assign(order, { state: 'claimed', claimed_by: by })
    if (body.kind === 'done') Object.assign(order, { state: 'done', late: false, claimed_by: by })
    if (body.kind === 'handed_back') Object.assign(order, { state: 'open', claimed_by: null, handed_back: order.handed_back + 1 })
    order.version += 1
    order.facts.push({ fact_id: body.fact_id, kind: body.kind, at: moment(city.today, '10:40'), by, note: body.note ?? null, households_done: body.households_done ?? null, households_left: body.households_left ?? null })
    city.tell('order', id)
  }
  return { body: orderOf(city, id, me) }
}

const held = ({ role, jurisdiction }, assignment_id) => ({ assignment_id, role, jurisdiction, place_name: COUNTIES.find(([code]) => code === jurisdiction)?.[1] ?? '太原市', from: '2022-10-14', to: null })

function accounts(city, { method, path, body }) {
  const [, , id, act, assignment] = path.split('/')
  const first_password = () => `fx-${Math.random().toString(36).slice(2, 8)}-${Math.random().toString(36).slice(2, 8)}`
  if (!id && method === 'GET') return { body: { rows: city.accounts.map(publicAccount), next: null } }
  if (!id) {
    if (city.accounts.some((one) => one.login === body.login)) return refuse(409, 'login_taken', '这个用户名已经有人用了。')
    const password = first_password()
    const fresh = { ...body, password, must_change_password: true, vouched: false, issued_by_me: true, disabled: false, version: 1, roles: body.roles.map((one, i) => held(one, `${body.login}-${i}`)) }
    city.accounts.push(fresh)
    return { body: { first_password: password } }
  }
  const found = city.accounts.find((one) => one.account_id === id)
  if (!found) return NOT_FOUND
  if (act === 'password') { found.password = first_password(); found.must_change_password = true; return { body: { first_password: found.password } } }
  if (act === 'vouch') found.vouched = true
  if (act === 'disabled') found.disabled = body.disabled
  if (act === 'roles' && method === 'POST') found.roles.push(held(body, `${id}-${found.version}`))
  if (act === 'roles' && method === 'DELETE') found.roles = found.roles.filter((one) => one.assignment_id !== assignment)
  found.version += 1
  return { status: 204 }
}

function places(city, { query }) {
  const counties = COUNTIES.map(([code, name]) => ({ code, name, path: name }))
  const known = [...counties, ...city.zones.map((zone) => ({ code: `${zone.county}001001C01`, name: zone.area, path: `${zone.county_name} ${zone.area}` }))]
  return { body: { rows: query.q ? known.filter((one) => one.name.includes(query.q)) : counties } }
}

/** The server gives the name of a person beside the sign-in name. */
const SIGNERS = ['claimed_by', 'put_in_by', 'closed_by', 'signed_by', 'drafted_by', 'by']
function named(city, value) {
  if (Array.isArray(value)) return value.map((one) => named(city, one))
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value
  const called = (login) => city.accounts.find((one) => one.login === login)?.name ?? login
  return Object.fromEntries(Object.entries(value).flatMap(([key, own]) => [
    [key, named(city, own)], ...(SIGNERS.includes(key) ? [[`${key}_name`, own === null ? null : called(own)]] : []),
  ]))
}

export function answer(city, asked) {
  const said = answered(city, asked)
  return { ...said, body: named(city, said.body) }
}

function answered(city, asked) {
  const { path, query, body, me } = asked
  if (path.startsWith('/session')) return session(city, asked)
  if (!me) return refuse(401, 'not_signed_in', '请先登录。')
  const first = path.split('/')[1]
  switch (first) {
    case 'board': return { body: board(city, query.day ?? city.today) }
    case 'zones': return zones(city, asked)
    case 'notice-readings': return body.text?.trim() ? { body: readNotice(city, body.text) } : refuse(400, 'notice_unreadable', '没有可读的文字。')
    case 'notices': return notices(city, asked)
    case 'drafts': return drafts(city, asked)
    case 'orders': return orders(city, asked)
    case 'accounts': return accounts(city, asked)
    case 'register': return register(city, asked)
    case 'people': return persons(city, asked)
    case 'imports': return imports(city, asked)
    case 'grids': return grids(city, asked)
    case 'sampling': return sampling(city, asked)
    case 'sites': return sites(city, asked)
    case 'roster-template': return { body: new TextEncoder().encode('PK'), headers: { 'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } }
    case 'places':
    case 'jurisdictions': return places(city, asked)
    case 'editions': return { body: { editions: EDITIONS } }
    case 'edition-change': return { body: asked.method === 'GET' ? editionChange(city, query.to) : { n_changed: body.zone_ids.length } }
    case 'snapshots': return national(city, asked)
    case 'snapshot-readings': return { body: LIST }
    case 'national-list': return { body: { data: { end_update_time: '2022-10-14 10时', highlist: [], middlelist: [], lowlist: [] } } }
    case 'read-log': return { body: { rows: city.readings, next: null } }
    case 'audit': {
      if (path === '/audit/verification') return { body: { intact: true, entries: city.audit.length, checkpoints: 3, witnessed: 62, first_broken: null } }
      const before = Number(query.before ?? Infinity)
      const rows = city.audit.filter((one) => one.seq < before).reverse().slice(0, Number(query.limit ?? 20))
      return { body: { rows, next: rows.at(-1)?.seq > 1 ? rows.at(-1).seq : null } }
    }
    case 'messages': {
      if (asked.method === 'POST') { city.read.add(path.split('/')[2]); return { status: 204 } }
      const rows = city.zones.slice(0, 3).map((zone, i) => ({
        message_id: `message-${i}`, at: moment(city.today, `0${8 - i}:15`), read: city.read.has(`message-${i}`), kind: 'zone_changed', zone_id: zone.zone_id, order_id: null, notice_id: null,
        about: zone.area, county_name: zone.county_name, from: i === 1 ? 'high' : null, to: i === 1 ? 'low' : 'high', work: null,
      }))
      return { body: { rows, next: null, n_unread: rows.filter((one) => !one.read).length } }
    }
    case 'drill': city.today = body.day; city.tell('day', body.day); return { body: { today: city.today } }
    default: return NOT_FOUND
  }
}
