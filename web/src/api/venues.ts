// The paths of places that have a code, which only the desk walks.
import { blob, by, http, told } from './client'
import type * as c from './contract'

const SEE = ['order_work', 'command', 'zone_decision'] as const
const WORK = ['order_work'] as const
const APPROVE = ['command', 'order_work'] as const
const CLOSE = ['command', 'zone_decision'] as const
const venue = (venue_id: string) => ({ path: { venue_id } })
const closing = (closing_id: string) => ({ path: { closing_id } })

interface Said { fact_id: string; facts: number; reason: string }

export const venues = {
  list: (query: { within: string; state?: c.VenueState; after?: string }) => told(http.GET('/api/v1/venues', { params: { query }, ...by(SEE) })),
  one: (id: string) => told(http.GET('/api/v1/venues/{venue_id}', { params: venue(id), ...by(SEE) })),
  apply: (body: c.VenueNew) => told(http.POST('/api/v1/venues', { body, ...by(WORK) })),
  check: (id: string, body: Said) => told(http.POST('/api/v1/venues/{venue_id}/check', { params: venue(id), body, ...by(WORK) })),
  decide: (id: string, body: Said & { approve: boolean }) => told(http.POST('/api/v1/venues/{venue_id}/decision', { params: venue(id), body, ...by(APPROVE) })),
  end: (id: string, body: Said) => told(http.POST('/api/v1/venues/{venue_id}/end', { params: venue(id), body, ...by(WORK) })),
  inspect: (id: string, body: { fact_id: string; facts: number; findings: c.Finding[]; note: string }) => told(http.POST('/api/v1/venues/{venue_id}/inspections', { params: venue(id), body, ...by(WORK) })),
  phone: (id: string) => told(http.POST('/api/v1/venues/{venue_id}/phone', { params: venue(id), ...by(WORK) })),
  poster: (id: string) => blob(http.GET('/api/v1/venues/{venue_id}/poster', { params: venue(id), parseAs: 'blob', ...by(WORK) })),
  handSheet: (id: string) => blob(http.GET('/api/v1/venues/{venue_id}/hand-sheet', { params: venue(id), parseAs: 'blob', ...by(WORK) })),
  enterRows: (id: string, rows: { row_id: string; person_id: string; at: number }[]) => told(http.POST('/api/v1/venues/{venue_id}/hand-rows', { params: venue(id), body: { rows }, ...by(WORK) })),
  counts: (id: string, day: string) => told(http.GET('/api/v1/venues/{venue_id}/counts', { params: { ...venue(id), query: { day } }, ...by(WORK) })),
  gates: (id: string) => told(http.GET('/api/v1/venues/{venue_id}/gates', { params: venue(id), ...by(WORK) })),
  enroll: (id: string, body: { gate_id: string; label: string }) => told(http.POST('/api/v1/venues/{venue_id}/gates', { params: venue(id), body, ...by(WORK) })),
  endGate: (gate_id: string, reason: string) => told(http.POST('/api/v1/gates/{gate_id}/end', { params: { path: { gate_id } }, body: { reason }, ...by(WORK) })),
  closings: () => told(http.GET('/api/v1/venues/closings', by(SEE))),
  close: (body: c.ClosingNew) => told(http.POST('/api/v1/venues/closings', { body, ...by(CLOSE) })),
  signClosing: (id: string, body: Said & { sign: boolean }) => told(http.POST('/api/v1/venues/closings/{closing_id}/decision', { params: closing(id), body, ...by(CLOSE) })),
  endClosing: (id: string, body: Said & { last_day: string }) => told(http.POST('/api/v1/venues/closings/{closing_id}/end', { params: closing(id), body, ...by(CLOSE) })),
}
