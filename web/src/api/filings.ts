// The paths of what is filed with a community, which only the desk walks.
import { by, http, told } from './client'
import type * as c from './contract'

const SEE = ['order_work', 'command'] as const
const WORK = ['order_work'] as const
const gathering = (filing_id: string) => ({ path: { filing_id } })
const leaving = (leaving_id: string) => ({ path: { leaving_id } })

interface Said { fact_id: string; facts: number; reason?: string }

export const filings = {
  gatherings: (query: { within: string; day?: string }) => told(http.GET('/api/v1/gatherings', { params: { query }, ...by(SEE) })),
  ask: (body: c.GatheringAbout) => told(http.POST('/api/v1/gatherings/questions', { body, ...by(SEE) })),
  file: (body: c.GatheringNew) => told(http.POST('/api/v1/gatherings', { body, ...by(WORK) })),
  answer: (id: string, body: c.GatheringAnswer) => told(http.POST('/api/v1/gatherings/{filing_id}/answer', { params: gathering(id), body, ...by(WORK) })),
  change: (id: string, body: c.GatheringChange) => told(http.POST('/api/v1/gatherings/{filing_id}/change', { params: gathering(id), body, ...by(WORK) })),
  cancel: (id: string, body: Said) => told(http.POST('/api/v1/gatherings/{filing_id}/cancel', { params: gathering(id), body, ...by(WORK) })),
  phone: (id: string) => told(http.POST('/api/v1/gatherings/{filing_id}/phone', { params: gathering(id), ...by(WORK) })),
  leavings: (within: string) => told(http.GET('/api/v1/leavings', { params: { query: { within } }, ...by(WORK) })),
  leave: (body: c.LeavingNew) => told(http.POST('/api/v1/leavings', { body, ...by(WORK) })),
  cancelLeave: (id: string, body: Said) => told(http.POST('/api/v1/leavings/{leaving_id}/cancel', { params: leaving(id), body, ...by(WORK) })),
  isBack: (id: string, body: Said & { on: string }) => told(http.POST('/api/v1/leavings/{leaving_id}/return', { params: leaving(id), body, ...by(WORK) })),
  leavePhone: (id: string) => told(http.POST('/api/v1/leavings/{leaving_id}/phone', { params: leaving(id), ...by(WORK) })),
}
