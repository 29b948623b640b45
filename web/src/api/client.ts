// The one place that knows a path. Shaped by what callers do, so that the transport beneath can be
// exchanged for a generated client without touching a room.
import type * as c from './contract'
import { ApiError } from './errors'

const ROOT = '/api/v1'

type Query = Record<string, string | number | undefined>
/** `text` is sent as it is: a file that is JSON already. */
interface Ask { purposes: readonly c.Purpose[]; query?: Query; body?: unknown; text?: string }

/** Purposes the signed-in person holds; a request states the first suitable one. */
let held: readonly string[] = []
let onSignedOut: () => void = () => undefined

export function holdPurposes(purposes: readonly string[]): void { held = purposes }
export function whenSignedOut(tell: () => void): void { onSignedOut = tell }

export function purposeOf(wanted: readonly c.Purpose[], holds: readonly string[] = held): string {
  return wanted.find((purpose) => holds.includes(purpose)) ?? wanted[0] ?? 'own_data'
}

export function requestHeaders(ask: Ask, method: string): Record<string, string> {
  return {
    accept: 'application/json',
    purpose: purposeOf(ask.purposes),
    ...(method === 'GET' ? {} : { 'x-fangxian': '1' }),
    ...(ask.body === undefined && ask.text === undefined ? {} : { 'content-type': 'application/json' }),
  }
}

function address(path: string, query: Query = {}): string {
  const asked = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== '') asked.set(key, String(value))
  const tail = asked.toString()
  return `${ROOT}${path}${tail === '' ? '' : `?${tail}`}`
}

async function failure(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => null) as { code?: string; message?: string } & Record<string, unknown> | null
  const code = body?.code ?? (response.status >= 502 && response.status <= 504 ? 'unreachable' : `http_${response.status}`)
  return new ApiError(code, response.status, body?.message ?? '', body)
}

export async function reach(method: string, path: string, ask: Ask, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(address(path, ask.query), {
    method,
    headers: requestHeaders(ask, method),
    credentials: 'same-origin',
    ...(ask.text !== undefined ? { body: ask.text } : ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
    ...(signal ? { signal } : {}),
  }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError('unreachable', 0, '')
  })
  if (response.ok) return response
  const error = await failure(response)
  if (error.code === 'not_signed_in') onSignedOut()
  throw error
}

async function send<Answer>(method: string, path: string, ask: Ask): Promise<Answer> {
  const response = await reach(method, path, ask)
  return (response.status === 204 || response.headers.get('content-length') === '0' ? undefined : await response.json()) as Answer
}

const get = <A>(path: string, purposes: readonly c.Purpose[], query: Query = {}) => send<A>('GET', path, { purposes, query })
const post = <A>(path: string, purposes: readonly c.Purpose[], body?: unknown) => send<A>('POST', path, { purposes, body })
const id = encodeURIComponent

const OWN = ['own_data'] as const
const BOARD = ['command', 'zone_decision', 'order_work'] as const
const SEE = ['command', 'zone_decision', 'order_work', 'register'] as const
const DECIDE = ['zone_decision', 'command'] as const
const ZONES = ['zone_decision'] as const
const PLACES = ['zone_decision', 'register'] as const
const ORDERS = ['order_work', 'command'] as const
const WORK = ['order_work'] as const
const ADMIN = ['administration'] as const
const AUDIT = ['audit'] as const

export interface ZoneFinding {
  fact_id: string; kind: 'case_found' | 'area_tested' | 'contacts_cleared'
  outcome?: 'all_negative' | 'positive_found'; on: c.Day; note: string
}
export interface OrderDeed {
  fact_id: string
  /** Left out by a phone that was offline: then only the state of the order decides. */
  version?: number
  kind: 'claimed' | 'done' | 'handed_back'; households_done?: number; households_left?: number; note?: string
}

export const api = {
  session: {
    now: () => get<c.Me>('/session', OWN),
    signIn: (login: string, password: string) => post<c.Me>('/session', OWN, { login, password }),
    signOut: () => send<void>('DELETE', '/session', { purposes: OWN }),
    changePassword: (old: string, fresh: string) => post<c.Me>('/session/password', OWN, { old, new: fresh }),
  },
  board: (day?: c.Day) => get<c.Board>('/board', BOARD, { day }),
  zones: {
    list: (query: c.ZoneQuery) => get<c.Page<c.ZoneRow> & { total: number }>('/zones', SEE, { ...query }),
    one: (zone: string, day?: c.Day) => get<c.ZoneView>(`/zones/${id(zone)}`, SEE, { day }),
    record: (zone: string, body: ZoneFinding) => post<c.ZoneView>(`/zones/${id(zone)}/facts`, ZONES, body),
    signStepDown: (zone: string, body: { fact_id: string; version: number }) =>
      post<c.ZoneView>(`/zones/${id(zone)}/step-down`, ZONES, body),
    signRaise: (zone: string, body: { fact_id: string; version: number }) =>
      post<c.ZoneView>(`/zones/${id(zone)}/raise`, ZONES, body),
    withdraw: (zone: string, body: { fact_id: string; withdraws: string; reason: string }) =>
      post<c.ZoneView>(`/zones/${id(zone)}/withdraw`, ZONES, body),
    setPlace: (zone: string, body: { place: string; version: number }) =>
      send<c.ZoneView>('PUT', `/zones/${id(zone)}/place`, { purposes: PLACES, body }),
  },
  notices: {
    preview: (text: string) => post<c.NoticeReading>('/notice-readings', DECIDE, { text }),
    putIn: (notice_id: string, text: string) => post<c.NoticeView>('/notices', ZONES, { notice_id, text }),
    list: (query: { after?: string | undefined }) => get<c.Page<c.NoticeRow>>('/notices', DECIDE, query),
    one: (notice: string) => get<c.NoticeView>(`/notices/${id(notice)}`, DECIDE),
    confirm: (notice: string, body: { version: number; take: number[]; places: Record<number, string> }) =>
      post<c.NoticeView>(`/notices/${id(notice)}/confirm`, ZONES, body),
    setAside: (notice: string, body: { version: number; reason: string }) =>
      post<c.NoticeView>(`/notices/${id(notice)}/set-aside`, ZONES, body),
  },
  drafts: {
    waiting: () => get<c.WaitingChanges>('/drafts/waiting', DECIDE),
    make: (draft_id: string, fact_ids: string[]) => post<c.DraftView>('/drafts', ZONES, { draft_id, fact_ids }),
    list: () => get<{ rows: c.DraftView[] }>('/drafts', DECIDE),
    one: (draft: string) => get<c.DraftView>(`/drafts/${id(draft)}`, DECIDE),
    /** A link cannot carry the purpose, so the file is fetched and opened from memory. */
    pdf: async (draft: string) => (await reach('GET', `/drafts/${id(draft)}/pdf`, { purposes: DECIDE })).blob(),
  },
  rules: {
    editions: () => get<{ editions: c.EditionView[] }>('/editions', SEE),
    change: (to: string) => get<c.EditionChange>('/edition-change', DECIDE, { to }),
    signChange: (body: { to: string; zone_ids: string[] }) => post<{ n_changed: number }>('/edition-change', ZONES, body),
  },
  orders: {
    list: (query: c.OrderQuery) => get<c.OrderPage>('/orders', ORDERS, { ...query }),
    one: (order: string) => get<c.OrderView>(`/orders/${id(order)}`, ORDERS),
    work: (order: string, deed: OrderDeed) => post<c.OrderView>(`/orders/${id(order)}/facts`, WORK, deed),
    /** The same list on paper, to be ticked off. */
    pdf: async (query: c.OrderQuery) => (await reach('GET', '/orders/pdf', { purposes: ORDERS, query: { ...query } })).blob(),
  },
  /** The places right below one, or right below the city; or those of this name. */
  places: (query: { parent?: string | undefined; q?: string | undefined }) => get<{ rows: c.PlaceName[] }>('/places', SEE, query),
  /** Where a role can be held: divisions, and the grids of communities. */
  jurisdictions: (query: { parent?: string | undefined; q?: string | undefined }) => get<{ rows: c.PlaceName[] }>('/jurisdictions', ADMIN, query),
  accounts: {
    list: (query: { after?: string | undefined }) => get<c.Page<c.AccountRow>>('/accounts', ADMIN, query),
    create: (body: { account_id: string; login: string; name: string; roles: { role: c.Role; jurisdiction: string }[] }) =>
      post<{ first_password: string }>('/accounts', ADMIN, body),
    grant: (account: string, body: { role: c.Role; jurisdiction: string }) => post<void>(`/accounts/${id(account)}/roles`, ADMIN, body),
    endRole: (account: string, assignment: string) =>
      send<void>('DELETE', `/accounts/${id(account)}/roles/${id(assignment)}`, { purposes: ADMIN }),
    setDisabled: (account: string, body: { version: number; disabled: boolean }) =>
      send<void>('PUT', `/accounts/${id(account)}/disabled`, { purposes: ADMIN, body }),
    waiting: () => get<{ rows: c.AccountRow[] }>('/accounts/waiting', ADMIN),
    vouch: (account: string, code: string) => post<void>(`/accounts/${id(account)}/vouch`, ADMIN, { code }),
    resetPassword: (account: string) => post<{ first_password: string }>(`/accounts/${id(account)}/password`, ADMIN),
  },
  audit: {
    list: (query: { before?: number | undefined; limit?: number | undefined }) =>
      get<{ rows: c.AuditRow[]; next: number | null }>('/audit', AUDIT, query),
    verify: () => get<c.AuditVerdict>('/audit/verification', AUDIT),
    readings: (query: { before?: string | undefined; limit?: number | undefined }) =>
      get<{ rows: c.ReadLogRow[]; next: string | null }>('/read-log', AUDIT, query),
  },
  national: {
    list: () => get<{ rows: c.SnapshotRow[] }>('/snapshots', DECIDE),
    weigh: (text: string) => send<c.SnapshotOutcome>('POST', '/snapshot-readings', { purposes: DECIDE, text }),
    putIn: (text: string) => send<c.SnapshotOutcome>('POST', '/snapshots', { purposes: ZONES, text }),
    export: async () => (await reach('GET', '/national-list', { purposes: DECIDE })).blob(),
  },
  messages: {
    list: (query: { before?: string | undefined }) => get<c.MessagePage>('/messages', OWN, query),
    read: (message: string) => post<void>(`/messages/${id(message)}/read`, OWN),
  },
  drill: { moveTo: (day: c.Day) => post<{ today: c.Day }>('/drill/day', ['command'], { day }) },
  /** The live feed, as an open response; EventSource cannot set the header of the purpose. */
  events: (signal: AbortSignal) => reach('GET', '/events', { purposes: SEE }, signal),
}
