// The one place that knows a path. The paths, what they take and what they answer are typed by the
// server's own description; here stand the purposes, and what a failure is.
import createClient from 'openapi-fetch'
import type * as c from './contract'
import { ApiError } from './errors'
import type { paths } from './schema'
import { sendFile } from './upload'

/** Purposes the signed-in person holds; a request states the first suitable one. */
let held: readonly string[] = []
let onSignedOut: () => void = () => undefined

export function holdPurposes(purposes: readonly string[]): void { held = purposes }
export function whenSignedOut(tell: () => void): void { onSignedOut = tell }

export function purposeOf(wanted: readonly c.Purpose[], holds: readonly string[] = held): string {
  return wanted.find((purpose) => holds.includes(purpose)) ?? wanted[0] ?? 'own_data'
}

export async function reach(request: Request): Promise<Response> {
  const response = await fetch(request).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError('unreachable', 0, '')
  })
  if (response.ok) return response
  const error = await failure(response)
  if (error.code === 'not_signed_in') onSignedOut()
  throw error
}

async function failure(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => null) as { code?: string; message?: string } & Record<string, unknown> | null
  const code = body?.code ?? (response.status >= 502 && response.status <= 504 ? 'unreachable' : `http_${response.status}`)
  return new ApiError(code, response.status, body?.message ?? '', body, Number(response.headers.get('retry-after')) || 0)
}

export const http = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin', fetch: reach })
http.use({ onRequest: ({ request }) => { if (request.method !== 'GET') request.headers.set('x-fangxian', '1') } })

/** What a request is for. */
export const by = (purposes: readonly c.Purpose[]): { headers: { purpose: string } } => ({ headers: { purpose: purposeOf(purposes) } })

/** A query without what was not asked. */
function given<Query extends object>(query: Query): Query {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== '')) as Query
}

/** The answer; a failure was thrown on the way. */
export async function told<Answer>(asked: Promise<{ data?: Answer }>): Promise<NonNullable<Answer>> {
  return (await asked).data as NonNullable<Answer>
}
export const blob = async (asked: Promise<{ data?: unknown }>): Promise<Blob> => (await asked).data as Blob
/** A file that is JSON already is sent as it is. */
const asItIs = { headers: { 'content-type': 'application/json' }, bodySerializer: (text: string): string => text }
const sent = (purposes: readonly c.Purpose[]) => ({ ...asItIs, headers: { ...asItIs.headers, ...by(purposes).headers } })

const OWN = ['own_data'] as const
const BOARD = ['command', 'zone_decision', 'order_work'] as const
const SEE = ['command', 'zone_decision', 'order_work', 'register'] as const
const DECIDE = ['zone_decision', 'command'] as const
const ZONES = ['zone_decision'] as const
const PLACES = ['zone_decision', 'register'] as const
const ORDERS = ['order_work', 'command'] as const
const WORK = ['order_work'] as const
const REGISTER = ['register', 'order_work'] as const
const KEEP = ['register'] as const
const TAKE_OUT: readonly c.Purpose[] = ['register', 'command']
const UPLOAD = '/api/v1/imports/{import_id}' satisfies keyof paths
const FORMS = ['register', 'command'] as const
const FORM_UPLOAD = '/api/v1/report-templates/{template_id}' satisfies keyof paths
const IN_CHARGE = ['register', 'order_work', 'command'] as const
const ROUNDS = ['order_work', 'command', 'register'] as const
const ADMIN = ['administration'] as const
const AUDIT = ['audit'] as const

const zone = (zone_id: string) => ({ path: { zone_id } })
const notice = (notice_id: string) => ({ path: { notice_id } })
const draft = (draft_id: string) => ({ path: { draft_id } })
const order = (order_id: string) => ({ path: { order_id } })
const account = (account_id: string) => ({ path: { account_id } })
const person = (person_id: string) => ({ path: { person_id } })
const list = (import_id: string) => ({ path: { import_id } })
const template = (template_id: string) => ({ path: { template_id } })
const report = (report_id: string) => ({ path: { report_id } })
const round = (round_id: string) => ({ path: { round_id } })
const charge = (charge_id: string) => ({ path: { charge_id } })
const entry = (entry_id: string) => ({ path: { entry_id } })

export const api = {
  session: {
    now: () => told(http.GET('/api/v1/session', by(OWN))),
    signIn: (login: string, password: string) => told(http.POST('/api/v1/session', { body: { login, password }, ...by(OWN) })),
    signOut: () => told(http.DELETE('/api/v1/session', by(OWN))),
    changePassword: (old: string, fresh: string) => told(http.POST('/api/v1/session/password', { body: { old, new: fresh }, ...by(OWN) })),
  },
  board: (day?: c.Day) => told(http.GET('/api/v1/board', { params: { query: given({ day }) }, ...by(BOARD) })),
  zones: {
    list: (query: c.ZoneQuery) => told(http.GET('/api/v1/zones', { params: { query: given(query) }, ...by(SEE) })),
    one: (id: string, day?: c.Day) => told(http.GET('/api/v1/zones/{zone_id}', { params: { ...zone(id), query: given({ day }) }, ...by(SEE) })),
    record: (id: string, body: c.ZoneFinding) => told(http.POST('/api/v1/zones/{zone_id}/facts', { params: zone(id), body, ...by(ZONES) })),
    signStepDown: (id: string, body: { fact_id: string; version: number }) => told(http.POST('/api/v1/zones/{zone_id}/step-down', { params: zone(id), body, ...by(ZONES) })),
    signRaise: (id: string, body: { fact_id: string; version: number }) => told(http.POST('/api/v1/zones/{zone_id}/raise', { params: zone(id), body, ...by(ZONES) })),
    withdraw: (id: string, body: { fact_id: string; withdraws: string; reason: string }) => told(http.POST('/api/v1/zones/{zone_id}/withdraw', { params: zone(id), body, ...by(ZONES) })),
    setPlace: (id: string, body: { place: string; version: number }) => told(http.PUT('/api/v1/zones/{zone_id}/place', { params: zone(id), body, ...by(PLACES) })),
  },
  notices: {
    preview: (text: string) => told(http.POST('/api/v1/notice-readings', { body: { text }, ...by(DECIDE) })),
    putIn: (notice_id: string, text: string) => told(http.POST('/api/v1/notices', { body: { notice_id, text }, ...by(ZONES) })),
    list: (query: { after?: string | undefined }) => told(http.GET('/api/v1/notices', { params: { query: given(query) }, ...by(DECIDE) })),
    one: (id: string) => told(http.GET('/api/v1/notices/{notice_id}', { params: notice(id), ...by(DECIDE) })),
    confirm: (id: string, body: { version: number; take: number[]; places: Record<number, string> }) => told(http.POST('/api/v1/notices/{notice_id}/confirm', { params: notice(id), body, ...by(ZONES) })),
    setAside: (id: string, body: { version: number; reason: string }) => told(http.POST('/api/v1/notices/{notice_id}/set-aside', { params: notice(id), body, ...by(ZONES) })),
  },
  drafts: {
    waiting: () => told(http.GET('/api/v1/drafts/waiting', by(DECIDE))),
    make: (draft_id: string, fact_ids: string[]) => told(http.POST('/api/v1/drafts', { body: { draft_id, fact_ids }, ...by(ZONES) })),
    list: () => told(http.GET('/api/v1/drafts', by(DECIDE))),
    one: (id: string) => told(http.GET('/api/v1/drafts/{draft_id}', { params: draft(id), ...by(DECIDE) })),
    /** A link cannot carry the purpose, so the file is fetched and opened from memory. */
    pdf: (id: string) => blob(http.GET('/api/v1/drafts/{draft_id}/pdf', { params: draft(id), parseAs: 'blob', ...by(DECIDE) })),
  },
  rules: {
    editions: () => told(http.GET('/api/v1/editions', by(SEE))),
    change: (to: string) => told(http.GET('/api/v1/edition-change', { params: { query: { to } }, ...by(DECIDE) })),
    signChange: (body: { to: string; zone_ids: string[] }) => told(http.POST('/api/v1/edition-change', { body, ...by(ZONES) })),
  },
  orders: {
    list: (query: c.OrderQuery) => told(http.GET('/api/v1/orders', { params: { query: given(query) }, ...by(ORDERS) })),
    one: (id: string) => told(http.GET('/api/v1/orders/{order_id}', { params: order(id), ...by(ORDERS) })),
    work: (id: string, body: c.OrderDeed) => told(http.POST('/api/v1/orders/{order_id}/facts', { params: order(id), body, ...by(WORK) })),
    /** The same list on paper, to be ticked off. */
    pdf: (query: c.OrderQuery) => blob(http.GET('/api/v1/orders/pdf', { params: { query: given(query) }, parseAs: 'blob', ...by(ORDERS) })),
  },
  /** The places right below one, or right below the city; or those of this name. */
  places: (query: { parent?: string | undefined; q?: string | undefined }) => told(http.GET('/api/v1/places', { params: { query: given(query) }, ...by(SEE) })),
  /** Where a role can be held: divisions, and the grids of communities. */
  jurisdictions: (query: { parent?: string | undefined; q?: string | undefined }) => told(http.GET('/api/v1/jurisdictions', { params: { query: given(query) }, ...by(ADMIN) })),
  accounts: {
    list: (query: { after?: string | undefined }) => told(http.GET('/api/v1/accounts', { params: { query: given(query) }, ...by(ADMIN) })),
    create: (body: c.NewAccount) => told(http.POST('/api/v1/accounts', { body, ...by(ADMIN) })),
    grant: (id: string, body: c.NewRole) => told(http.POST('/api/v1/accounts/{account_id}/roles', { params: account(id), body, ...by(ADMIN) })),
    endRole: (account_id: string, assignment_id: string) => told(http.DELETE('/api/v1/accounts/{account_id}/roles/{assignment_id}', { params: { path: { account_id, assignment_id } }, ...by(ADMIN) })),
    setDisabled: (id: string, body: { version: number; disabled: boolean }) => told(http.PUT('/api/v1/accounts/{account_id}/disabled', { params: account(id), body, ...by(ADMIN) })),
    waiting: () => told(http.GET('/api/v1/accounts/waiting', by(ADMIN))),
    vouch: (id: string, code: string) => told(http.POST('/api/v1/accounts/{account_id}/vouch', { params: account(id), body: { code }, ...by(ADMIN) })),
    resetPassword: (id: string) => told(http.POST('/api/v1/accounts/{account_id}/password', { params: account(id), ...by(ADMIN) })),
  },
  register: {
    /** The places right below one, with how many live there. */
    places: (within: string) => told(http.GET('/api/v1/register', { params: { query: { within } }, ...by(REGISTER) })),
    people: (query: { within: string; offset: number; limit: number }) => told(http.GET('/api/v1/people', { params: { query }, ...by(REGISTER) })),
    search: (body: { within: string; words: string }) => told(http.POST('/api/v1/people/searches', { body, ...by(REGISTER) })),
    alike: (body: { community: string; person: c.PersonBody }) => told(http.POST('/api/v1/people/alike', { body, ...by(REGISTER) })),
    one: (id: string) => told(http.GET('/api/v1/people/{person_id}', { params: person(id), ...by(REGISTER) })),
    history: (id: string) => told(http.GET('/api/v1/people/{person_id}/history', { params: person(id), ...by(REGISTER) })),
    reveal: (id: string, reason: string) => told(http.POST('/api/v1/people/{person_id}/reveal', { params: person(id), body: { reason }, ...by(REGISTER) })),
    add: (body: { person_id: string; fact_id: string; community: string; found: boolean; person: c.PersonBody }) => told(http.POST('/api/v1/people', { body, ...by(REGISTER) })),
    change: (id: string, body: { fact_id: string; version: number; reason: string; person: c.PersonBody; keep_document: boolean; keep_phone: boolean }) => told(http.PUT('/api/v1/people/{person_id}', { params: person(id), body, ...by(REGISTER) })),
    /** Records that may be one person. */
    pairs: (community: string) => told(http.GET('/api/v1/people/pairs', { params: { query: { community } }, ...by(KEEP) })),
    apart: (body: c.ApartBody) => told(http.POST('/api/v1/people/pairs/apart', { body, ...by(KEEP) })),
    merge: (body: c.MergeBody) => told(http.POST('/api/v1/people/merges', { body, ...by(KEEP) })),
    unmerge: (merge_id: string, body: c.UnmergeBody) => told(http.POST('/api/v1/people/merges/{merge_id}/undo', { params: { path: { merge_id } }, body, ...by(KEEP) })),
    leave: (id: string, body: { fact_id: string; version: number; back: boolean; reason: string }) => told(http.POST('/api/v1/people/{person_id}/leave', { params: person(id), body, ...by(REGISTER) })),
  },
  looks: {
    /** Who looked at somebody's record, asked at the counter or by the auditor. */
    of: (id: string, as: 'register' | 'audit', query: { before?: string | undefined; limit?: number | undefined }) => told(http.GET('/api/v1/people/{person_id}/looks', { params: { ...person(id), query: given(query) }, ...by(as === 'audit' ? AUDIT : KEEP) })),
    /** The same on paper, for the person himself. */
    pdf: (id: string) => blob(http.GET('/api/v1/people/{person_id}/looks/pdf', { params: person(id), parseAs: 'blob', ...by(KEEP) })),
  },
  rounds: {
    plan: (body: { round_id: string; pool: c.PlanPool; at_hand: { need: c.PlanNeed; n: number }[] }) => told(http.POST('/api/v1/sampling/plans', { body, ...by(ORDERS) })),
    all: () => told(http.GET('/api/v1/rounds', by(ROUNDS))),
    open: (body: { round_id: string; place: string; kind: c.RoundKind; name: string }) => told(http.POST('/api/v1/rounds', { body, ...by(WORK) })),
    one: (id: string) => told(http.GET('/api/v1/rounds/{round_id}', { params: round(id), ...by(ROUNDS) })),
    parts: (id: string) => told(http.GET('/api/v1/rounds/{round_id}/parts', { params: round(id), ...by(ROUNDS) })),
    list: (id: string, query: c.RoundQuery = {}) => told(http.GET('/api/v1/rounds/{round_id}/list', { params: { ...round(id), query: given(query) }, ...by(WORK) })),
    missing: (id: string, query: c.RoundQuery = {}) => told(http.GET('/api/v1/rounds/{round_id}/missing', { params: { ...round(id), query: given(query) }, ...by(WORK) })),
    /** A sheet for each unit, on paper. */
    pdf: (id: string, query: c.RoundQuery = {}) => blob(http.GET('/api/v1/rounds/{round_id}/pdf', { params: { ...round(id), query: given(query) }, parseAs: 'blob', ...by(WORK) })),
    tick: (id: string, ticks: c.TickBody[]) => told(http.POST('/api/v1/rounds/{round_id}/ticks', { params: round(id), body: { ticks }, ...by(WORK) })),
    close: (id: string, version: number) => told(http.POST('/api/v1/rounds/{round_id}/close', { params: round(id), body: { version }, ...by(WORK) })),
    /** Somebody whom nobody had on the list; a phone sends him with the purpose of the round. */
    found: (body: c.NewPerson) => told(http.POST('/api/v1/people', { body, ...by(WORK) })),
  },
  charges: {
    /** Who is in charge of what on a day; today where none is given. */
    see: (within: string, on?: c.Day) => told(http.GET('/api/v1/charges', { params: { query: given({ within, on }) }, ...by(IN_CHARGE) })),
    /** Who answers for a door: by its code, or by its words in a community. */
    chain: (body: { place: string; words?: string; on?: c.Day | null }) => told(http.POST('/api/v1/charges/chains', { body, ...by(IN_CHARGE) })),
    call: (id: string) => told(http.POST('/api/v1/charges/{charge_id}/calls', { params: charge(id), ...by(IN_CHARGE) })),
    one: (id: string) => told(http.GET('/api/v1/charges/{charge_id}', { params: charge(id), ...by(KEEP) })),
    read: (body: { community: string; text: string }) => told(http.POST('/api/v1/charges/readings', { body, ...by(KEEP) })),
    propose: (place: string) => told(http.POST('/api/v1/charges/proposals', { body: { place }, ...by(KEEP) })),
    begin: (body: { community: string; charges: c.ChargeNew[]; reason: string }) => told(http.POST('/api/v1/charges', { body, ...by(KEEP) })),
    end: (id: string, body: { fact_id: string; facts: number; last_day: c.Day; reason: string }) => told(http.POST('/api/v1/charges/{charge_id}/end', { params: charge(id), body, ...by(KEEP) })),
    handOver: (id: string, body: c.ChargeHandOver) => told(http.POST('/api/v1/charges/{charge_id}/hand-over', { params: charge(id), body, ...by(KEEP) })),
    undo: (id: string, body: { fact_id: string; facts: number; reason: string }) => told(http.POST('/api/v1/charges/{charge_id}/undo', { params: charge(id), body, ...by(KEEP) })),
  },
  ledgers: {
    list: (query: c.LedgerQuery) => told(http.GET('/api/v1/ledgers', { params: { query: given(query) }, ...by(REGISTER) })),
    /** Whom to visit today, by name: for whoever goes there. */
    due: (within: string) => told(http.GET('/api/v1/ledgers', { params: { query: { within, view: 'due' } }, ...by(WORK) })),
    one: (id: string) => told(http.GET('/api/v1/ledgers/entries/{entry_id}', { params: entry(id), ...by(REGISTER) })),
    enter: (body: { entry_id: string; fact_id: string; person_id: string; origin: c.EntryOrigin; entry: c.LedgerBody }) => told(http.POST('/api/v1/ledgers/entries', { body, ...by(REGISTER) })),
    change: (id: string, body: { fact_id: string; version: number; entry: c.LedgerBody }) => told(http.PUT('/api/v1/ledgers/entries/{entry_id}', { params: entry(id), body, ...by(KEEP) })),
    visit: (id: string, body: { fact_id: string; note: string }) => told(http.POST('/api/v1/ledgers/entries/{entry_id}/visits', { params: entry(id), body, ...by(REGISTER) })),
    review: (id: string, body: { fact_id: string; version: number; review_on: c.Day | null; note: string }) => told(http.POST('/api/v1/ledgers/entries/{entry_id}/reviews', { params: entry(id), body, ...by(REGISTER) })),
    end: (id: string, body: { fact_id: string; version: number; reason: string }) => told(http.POST('/api/v1/ledgers/entries/{entry_id}/end', { params: entry(id), body, ...by(KEEP) })),
    offers: (within: string) => told(http.GET('/api/v1/ledgers/offers', { params: { query: { within } }, ...by(KEEP) })),
    pass: (body: { fact_id: string; person_id: string; category: c.CareCategory; reason: string }) => told(http.POST('/api/v1/ledgers/offers/passes', { body, ...by(KEEP) })),
    own: (within: string) => told(http.GET('/api/v1/ledgers/own', { params: { query: { within } }, ...by(REGISTER) })),
    makeOwn: (body: { ledger_id: string; community: string; name: string }) => told(http.POST('/api/v1/ledgers/own', { body, ...by(KEEP) })),
    keepOwn: (ledger_id: string, body: { community: string; version: number; name: string; closed: boolean }) => told(http.PUT('/api/v1/ledgers/own/{ledger_id}', { params: { path: { ledger_id } }, body, ...by(KEEP) })),
  },
  imports: {
    /** Sends a list of people in; `sent` hears how many percent have left. */
    upload: (import_id: string, community: string, file: File, sent: (percent: number) => void) =>
      sendFile<c.ImportView>(UPLOAD.replace('{import_id}', import_id), { community }, file, by(KEEP).headers, sent),
    all: (community: string) => told(http.GET('/api/v1/imports', { params: { query: { community } }, ...by(KEEP) })),
    one: (id: string) => told(http.GET('/api/v1/imports/{import_id}', { params: list(id), ...by(KEEP) })),
    read: (id: string, body: { version: number; sheet: number; columns: { index: number; column: c.ColumnCode | null }[] }) => told(http.PUT('/api/v1/imports/{import_id}/reading', { params: list(id), body, ...by(KEEP) })),
    apply: (id: string, body: { version: number; although_cut: boolean }) => told(http.POST('/api/v1/imports/{import_id}/apply', { params: list(id), body, ...by(KEEP) })),
    cancel: (id: string) => told(http.POST('/api/v1/imports/{import_id}/cancel', { params: list(id), ...by(KEEP) })),
    undoSeen: (id: string) => told(http.GET('/api/v1/imports/{import_id}/undo', { params: list(id), ...by(KEEP) })),
    undo: (id: string, reason: string) => told(http.POST('/api/v1/imports/{import_id}/undo', { params: list(id), body: { reason }, ...by(KEEP) })),
    rejects: (id: string) => blob(http.GET('/api/v1/imports/{import_id}/rejects', { params: list(id), parseAs: 'blob', ...by(KEEP) })),
    template: () => blob(http.GET('/api/v1/roster-template', { parseAs: 'blob', ...by(KEEP) })),
  },
  exports: {
    all: () => told(http.GET('/api/v1/exports', by(TAKE_OUT))),
    ask: (body: c.ExportAskBody) => told(http.POST('/api/v1/exports', { body, ...by(KEEP) })),
    decide: (export_id: string, body: { version: number; approve: boolean; reason: string }) => told(http.POST('/api/v1/exports/{export_id}/decision', { params: { path: { export_id } }, body, ...by(TAKE_OUT) })),
    /** Once only: what the browser does not keep is gone. */
    fetch: (export_id: string, version: number) => blob(http.POST('/api/v1/exports/{export_id}/file', { params: { path: { export_id } }, body: { version }, parseAs: 'blob', ...by(KEEP) })),
    trace: (mark: string) => told(http.POST('/api/v1/export-traces', { body: { mark }, ...by(AUDIT) })),
  },
  reports: {
    templates: () => told(http.GET('/api/v1/report-templates', by(FORMS))),
    /** Puts an empty form in; its columns are guessed. */
    putIn: (id: string, query: { place: string; name: string; sender: string; report_purpose: c.ReportPurpose; row: c.ReportRowKind }, file: File) =>
      sendFile<c.TemplateRow>(FORM_UPLOAD.replace('{template_id}', id), query, file, by(FORMS).headers, () => undefined),
    map: (id: string, body: { version: number; columns: { index: number; field: c.ReportField | null }[]; cells: { column: number; row: number; cell: c.ReportCell | null }[] }) => told(http.PUT('/api/v1/report-templates/{template_id}/reading', { params: template(id), body, ...by(FORMS) })),
    preview: (body: c.FillBody) => told(http.POST('/api/v1/report-previews', { body, ...by(KEEP) })),
    fill: (id: string, body: c.FillBody) => told(http.POST('/api/v1/reports/{report_id}', { params: report(id), body, ...by(KEEP) })),
    kept: (place: string) => told(http.GET('/api/v1/reports', { params: { query: { place } }, ...by(FORMS) })),
    file: (id: string) => blob(http.GET('/api/v1/reports/{report_id}/file', { params: report(id), parseAs: 'blob', ...by(KEEP) })),
    sent: (id: string, body: { sent_id: string; sent_on: string; sent_to: string }) => told(http.POST('/api/v1/reports/{report_id}/sent', { params: report(id), body, ...by(KEEP) })),
    since: (id: string) => told(http.GET('/api/v1/reports/{report_id}/since', { params: report(id), ...by(KEEP) })),
  },
  grids: {
    now: (community: string) => told(http.GET('/api/v1/grids', { params: { query: { community } }, ...by(KEEP) })),
    propose: (body: { community: string; n_grids: number | null; min_households: number | null; max_households: number | null }) => told(http.POST('/api/v1/grids/proposals', { body, ...by(KEEP) })),
    draw: (body: { community: string; seen: string; grids: { name: string; places: string[] }[] }) => told(http.PUT('/api/v1/grids', { body, ...by(KEEP) })),
  },
  audit: {
    list: (query: { before?: number | undefined; limit?: number | undefined }) => told(http.GET('/api/v1/audit', { params: { query: given(query) }, ...by(AUDIT) })),
    verify: () => told(http.GET('/api/v1/audit/verification', by(AUDIT))),
    readings: (query: { before?: string | undefined; limit?: number | undefined }) => told(http.GET('/api/v1/read-log', { params: { query: given(query) }, ...by(AUDIT) })),
  },
  national: {
    list: () => told(http.GET('/api/v1/snapshots', by(DECIDE))),
    weigh: (body: string) => told(http.POST('/api/v1/snapshot-readings', { body, ...sent(DECIDE) })),
    putIn: (body: string) => told(http.POST('/api/v1/snapshots', { body, ...sent(ZONES) })),
    export: () => blob(http.GET('/api/v1/national-list', { parseAs: 'blob', ...by(DECIDE) })),
  },
  messages: {
    list: (query: { before?: string | undefined }) => told(http.GET('/api/v1/messages', { params: { query: given(query) }, ...by(OWN) })),
    read: (message_id: string) => told(http.POST('/api/v1/messages/{message_id}/read', { params: { path: { message_id } }, ...by(OWN) })),
  },
  drill: { moveTo: (day: c.Day) => told(http.POST('/api/v1/drill/day', { body: { day }, ...by(['command']) })) },
  /** The live feed, as an open response; EventSource cannot set the header of the purpose. */
  events: async (signal: AbortSignal) => (await http.GET('/api/v1/events', { params: { query: { purpose: purposeOf(SEE) } }, parseAs: 'stream', signal, ...by(SEE) })).response,
}
