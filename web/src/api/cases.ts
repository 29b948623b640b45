// The paths of cases, of whom they met and of what a positive set going, which only the desk walks.
import { by, http, told } from './client'
import type * as c from './contract'

const TRACE = ['tracing'] as const
const DIRECT = ['tracing', 'command', 'zone_decision'] as const
const COUNT = ['tracing', 'audit'] as const
const SIGN = ['zone_decision'] as const
const at = (case_id: string) => ({ path: { case_id } })

export const cases = {
  all: () => told(http.GET('/api/v1/cases', by(TRACE))),
  open: (body: c.CaseNew) => told(http.POST('/api/v1/cases', { body, ...by(TRACE) })),
  one: (id: string) => told(http.GET('/api/v1/cases/{case_id}', { params: at(id), ...by(TRACE) })),
  correct: (id: string, body: c.CaseCorrect) => told(http.POST('/api/v1/cases/{case_id}/correct', { params: at(id), body, ...by(TRACE) })),
  close: (id: string, body: c.CaseClose) => told(http.POST('/api/v1/cases/{case_id}/close', { params: at(id), body, ...by(TRACE) })),
  addEpisode: (id: string, body: c.EpisodeNew) => told(http.POST('/api/v1/cases/{case_id}/episodes', { params: at(id), body, ...by(TRACE) })),
  withdraw: (case_id: string, episode_id: string, body: c.EpisodeWithdraw) => told(http.POST('/api/v1/cases/{case_id}/episodes/{episode_id}/withdraw', { params: { path: { case_id, episode_id } }, body, ...by(TRACE) })),
  contacts: (id: string, query: { verdict?: c.ContactVerdict; offset?: number }) => told(http.GET('/api/v1/cases/{case_id}/contacts', { params: { ...at(id), query }, ...by(TRACE) })),
  search: (id: string) => told(http.POST('/api/v1/cases/{case_id}/searches', { params: at(id), ...by(TRACE) })),
  decide: (case_id: string, person_id: string, body: c.ContactDecide) => told(http.POST('/api/v1/cases/{case_id}/contacts/{person_id}/decision', { params: { path: { case_id, person_id } }, body, ...by(TRACE) })),
  seat: (id: string, body: c.CaseSeat) => told(http.POST('/api/v1/cases/{case_id}/seats', { params: at(id), body, ...by(TRACE) })),
  counts: () => told(http.GET('/api/v1/case-counts', by(COUNT))),
  operations: () => told(http.GET('/api/v1/operations', by(DIRECT))),
  zone: (operation_id: string, body: c.ZoneDecide) => told(http.POST('/api/v1/operations/{operation_id}/zone', { params: { path: { operation_id } }, body, ...by(SIGN) })),
}
