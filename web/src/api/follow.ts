// The paths of those who are kept: the desk and the phone walk them, and the tracer prints a letter.
import { blob, by, http, told } from './client'
import type * as c from './contract'

const WORK = ['order_work'] as const
const SEE = ['order_work', 'command'] as const
const TRACE = ['tracing'] as const
const of = (kept_id: string) => ({ path: { kept_id } })

export const follow = {
  list: (within: string) => told(http.GET('/api/v1/follow-ups', { params: { query: { within } }, ...by(SEE) })),
  record: (kept_id: string, body: c.FollowRecord) => told(http.POST('/api/v1/follow-ups/{kept_id}/records', { params: of(kept_id), body, ...by(WORK) })),
  doctor: (kept_id: string, body: c.FollowSign) => told(http.POST('/api/v1/follow-ups/{kept_id}/doctor', { params: of(kept_id), body, ...by(WORK) })),
  community: (kept_id: string, body: c.FollowSign) => told(http.POST('/api/v1/follow-ups/{kept_id}/community', { params: of(kept_id), body, ...by(WORK) })),
  letter: (kept_id: string) => blob(http.GET('/api/v1/follow-ups/{kept_id}/letter', { params: of(kept_id), parseAs: 'blob', ...by(SEE) })),
  contactLetter: (case_id: string, kept_id: string) => blob(http.GET('/api/v1/cases/{case_id}/contacts/{kept_id}/letter', { params: { path: { case_id, kept_id } }, parseAs: 'blob', ...by(TRACE) })),
  phone: (body: c.CommunityPhone) => told(http.PUT('/api/v1/follow-ups/phone', { body, ...by(WORK) })),
}
