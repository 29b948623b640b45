// The paths of mass testing, which only the desk walks: samples, custody, laboratories, chains,
// results, sites. What a failure is, and what a purpose, stands in `client.ts`.
import { blob, by, http, told } from './client'
import type * as c from './contract'
import type { paths } from './schema'
import { sendFile } from './upload'

const SITES = ['order_work', 'command', 'sampling'] as const
const SAMPLED = ['order_work', 'command', 'sampling'] as const
const CHAINS = ['order_work', 'command'] as const
const TELL = ['result_notice'] as const
const CARRY = ['sampling', 'lab_work'] as const
const TRACK = ['sampling', 'lab_work', 'order_work', 'command'] as const
const LAB = ['lab_work', 'command'] as const
const LAB_KEEP = ['command'] as const
const LAB_FILE = '/api/v1/labs/plates/{plate_id}/files' satisfies keyof paths
const tube = (code: string) => ({ path: { tube: code } })
const sampled = (round_id: string) => ({ path: { round_id } })
const site = (site_id: string) => ({ path: { site_id } })
const handover = (handover_id: string) => ({ path: { handover_id } })
const lab = (laboratory_id: string) => ({ path: { laboratory_id } })
const plate = (plate_id: string) => ({ path: { plate_id } })
const sheet = (sheet_id: string) => ({ path: { sheet_id } })
const person = (person_id: string) => ({ path: { person_id } })
const antigen = (antigen_id: string) => ({ path: { antigen_id } })
const round = (round_id: string) => ({ path: { round_id } })
const ORDERS = ['order_work', 'command'] as const
const WORK = ['order_work'] as const
const ELSEWHERE = ['command', 'zone_decision', 'order_work', 'register'] as const

export const testing = {
  results: {
    /** Somebody's tests, told to him at the counter. */
    of: (id: string) => told(http.GET('/api/v1/people/{person_id}/results', { params: person(id), ...by(TELL) })),
    report: (id: string, tube: string) => blob(http.GET('/api/v1/people/{person_id}/results/{tube}/pdf', { params: { path: { person_id: id, tube } }, parseAs: 'blob', ...by(TELL) })),
    card: (id: string) => blob(http.GET('/api/v1/people/{person_id}/card/pdf', { params: person(id), parseAs: 'blob', ...by(TELL) })),
    renewCard: (id: string, card_number: number) => told(http.POST('/api/v1/people/{person_id}/cards', { params: person(id), body: { card_number }, ...by(TELL) })),
    paperCode: (id: string, household: boolean) => blob(http.GET('/api/v1/people/{person_id}/paper-code/pdf', { params: { ...person(id), query: { household } }, parseAs: 'blob', ...by(WORK) })),
    endPaperCode: (id: string, end_id: string, household: boolean) => told(http.POST('/api/v1/people/{person_id}/paper-code/end', { params: person(id), body: { end_id, household }, ...by(WORK) })),
    cards: (within: string) => blob(http.GET('/api/v1/people/cards/pdf', { params: { query: { within } }, parseAs: 'blob', ...by(TELL) })),
    bind: (body: c.BindingNew) => told(http.POST('/api/v1/people/result-bindings', { body, ...by(TELL) })),
    unbind: (id: string, fact_id: string) => told(http.POST('/api/v1/people/result-bindings/{binding_id}/end', { params: { path: { binding_id: id } }, body: { fact_id }, ...by(TELL) })),
  },
  custody: {
    mine: () => told(http.GET('/api/v1/custody/handovers', by(CARRY))),
    give: (body: c.HandoverGiven) => told(http.POST('/api/v1/custody/handovers', { body, ...by(CARRY) })),
    take: (id: string, body: c.HandoverFound) => told(http.POST('/api/v1/custody/handovers/{handover_id}/receipt', { params: handover(id), body, ...by(CARRY) })),
    where: (tubes: string[]) => told(http.POST('/api/v1/custody/tubes', { body: { tubes }, ...by(TRACK) })),
    round: (id: string) => told(http.GET('/api/v1/custody/rounds/{round_id}', { params: round(id), ...by(TRACK) })),
  },
  labs: {
    all: () => told(http.GET('/api/v1/labs', by(LAB))),
    add: (body: c.LabNew) => told(http.POST('/api/v1/labs', { body, ...by(LAB_KEEP) })),
    change: (id: string, body: { name: string; capacity_day: number; version: number }) => told(http.PUT('/api/v1/labs/{laboratory_id}', { params: lab(id), body, ...by(LAB_KEEP) })),
    member: (id: string, body: { fact_id: string; login: string; works_here: boolean }) => told(http.POST('/api/v1/labs/{laboratory_id}/members', { params: lab(id), body, ...by(LAB_KEEP) })),
    quality: () => told(http.GET('/api/v1/labs/quality', by(LAB_KEEP))),
    control: (body: { tubes: string[]; expects: c.TubeOutcome }) => told(http.POST('/api/v1/labs/controls', { body, ...by(LAB_KEEP) })),
    work: (id: string) => told(http.GET('/api/v1/labs/{laboratory_id}', { params: lab(id), ...by(LAB) })),
    fill: (id: string, body: c.PlateNew) => told(http.POST('/api/v1/labs/{laboratory_id}/plates', { params: lab(id), body, ...by(LAB) })),
    plate: (id: string) => told(http.GET('/api/v1/labs/plates/{plate_id}', { params: plate(id), ...by(LAB) })),
    enter: (id: string, body: c.ResultSheetNew) => told(http.POST('/api/v1/labs/plates/{plate_id}/sheets', { params: plate(id), body, ...by(LAB) })),
    /** A file with its manifest: all of it, or nothing. */
    file: (id: string, query: { sheet_id: string; rows: string; sha256: string }, file: File) =>
      sendFile<c.ResultFile>(LAB_FILE.replace('{plate_id}', id), query, file, by(LAB).headers, () => undefined),
    sheet: (id: string) => told(http.GET('/api/v1/labs/sheets/{sheet_id}', { params: sheet(id), ...by(LAB) })),
    decide: (id: string, body: { verdict: c.SheetVerdict; reason: string }) => told(http.POST('/api/v1/labs/sheets/{sheet_id}/decision', { params: sheet(id), body, ...by(LAB) })),
    results: (tube_code: string) => told(http.GET('/api/v1/labs/tubes/{tube_code}', { params: { path: { tube_code } }, ...by(LAB) })),
    correct: (id: string, body: c.CorrectionNew) => told(http.POST('/api/v1/labs/{laboratory_id}/corrections', { params: lab(id), body, ...by(LAB) })),
  },
  sampling: {
    asked: () => told(http.GET('/api/v1/sampling/asked', by(SAMPLED))),
    going: () => told(http.GET('/api/v1/sampling/rounds', by(SAMPLED))),
    round: (id: string) => told(http.GET('/api/v1/sampling/rounds/{round_id}', { params: sampled(id), ...by(SAMPLED) })),
    bulletin: (id: string) => blob(http.GET('/api/v1/sampling/rounds/{round_id}/bulletin', { params: sampled(id), parseAs: 'blob', ...by(SAMPLED) })),
    labels: (roll_id: string, from: number) => blob(http.GET('/api/v1/sampling/rolls/{roll_id}/labels', { params: { path: { roll_id }, query: { from } }, parseAs: 'blob', ...by(CHAINS) })),
    tubes: (id: string) => told(http.GET('/api/v1/sampling/rounds/{round_id}/tubes', { params: sampled(id), ...by(SAMPLED) })),
    inside: (code: string) => told(http.GET('/api/v1/sampling/tubes/{tube}/people', { params: tube(code), ...by(WORK) })),
    strangers: (place: string) => told(http.GET('/api/v1/sampling/strangers', { params: { query: { place } }, ...by(WORK) })),
    match: (body: { place: string; part_id: string; position: number; person_id: string; reason: string }) => told(http.POST('/api/v1/sampling/strangers', { body, ...by(WORK) })),
    devices: () => told(http.GET('/api/v1/sampling/devices', by(WORK))),
    revoke: (device_id: string) => told(http.POST('/api/v1/sampling/devices/{device_id}/revoke', { params: { path: { device_id } }, ...by(WORK) })),
    rolls: () => told(http.GET('/api/v1/sampling/rolls', by(SAMPLED))),
    giveOut: (body: { roll_id: string; place: string; pool: c.Pool; n_tubes: number }) => told(http.POST('/api/v1/sampling/rolls', { body, ...by(CHAINS) })),
  },
  antigen: {
    room: (within: string) => told(http.GET('/api/v1/antigen', { params: { query: { within } }, ...by(CHAINS) })),
    report: (body: c.AntigenNew) => told(http.POST('/api/v1/antigen/reports', { body, ...by(WORK) })),
    photo: (id: string, reason: string) => blob(http.POST('/api/v1/antigen/reports/{antigen_id}/photo', { params: antigen(id), body: { reason }, parseAs: 'blob', ...by(WORK) })),
    mark: (id: string, body: c.AntigenMark) => told(http.POST('/api/v1/antigen/reports/{antigen_id}/marks', { params: antigen(id), body, ...by(CHAINS) })),
  },
  /** What counties elsewhere reported. */
  elsewhere: {
    list: () => told(http.GET('/api/v1/elsewhere-cases', by(ELSEWHERE))),
    places: (q: string) => told(http.GET('/api/v1/country-places', { params: { query: { q } }, ...by(ELSEWHERE) })),
    report: (body: c.CaseElsewhereNew) => told(http.POST('/api/v1/elsewhere-cases', { body, ...by(['command']) })),
    withdraw: (elsewhere_id: string, body: { fact_id: string; reason: string }) => told(http.POST('/api/v1/elsewhere-cases/{elsewhere_id}/withdrawal', { params: { path: { elsewhere_id } }, body, ...by(['command']) })),
  },
  chains: { all: () => told(http.GET('/api/v1/chains', by(CHAINS))) },
  sites: {
    list: () => told(http.GET('/api/v1/sites', by(SITES))),
    one: (id: string) => told(http.GET('/api/v1/sites/{site_id}', { params: site(id), ...by(SITES) })),
    choose: (body: c.SiteNew) => told(http.POST('/api/v1/sites', { body, ...by(ORDERS) })),
    state: (id: string, body: c.SiteStateBody) => told(http.POST('/api/v1/sites/{site_id}/states', { params: site(id), body, ...by(ORDERS) })),
    move: (id: string, body: c.SiteMoveBody) => told(http.POST('/api/v1/sites/{site_id}/moves', { params: site(id), body, ...by(ORDERS) })),
    hours: (id: string, body: c.SiteHoursBody) => told(http.PUT('/api/v1/sites/{site_id}/hours', { params: site(id), body, ...by(ORDERS) })),
    offers: (id: string, body: c.SiteOffersBody) => told(http.PUT('/api/v1/sites/{site_id}/offers', { params: site(id), body, ...by(ORDERS) })),
    queue: (id: string, body: { fact_id: string; wait: c.SiteWait }) => told(http.POST('/api/v1/sites/{site_id}/queue', { params: site(id), body, ...by(['sampling']) })),
    propose: (body: { county: string; text: string; n_kiosks: number | null; capacity: number | null }) => told(http.POST('/api/v1/sites/proposals', { body, ...by(ORDERS) })),
  },
}
