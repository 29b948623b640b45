// The paths of arrivals, which only the desk walks.
import { by, http, told } from './client'
import type * as c from './contract'

const SEE = ['order_work', 'command'] as const
const WORK = ['order_work'] as const
const COMMAND = ['command'] as const
const of = (arrival_id: string) => ({ path: { arrival_id } })

interface Said { fact_id: string; facts: number; reason?: string }

export const arrivals = {
  stations: () => told(http.GET('/api/v1/arrivals/stations', by(SEE))),
  communities: (q: string) => told(http.GET('/api/v1/arrivals/communities', { params: { query: { q } }, ...by(SEE) })),
  atStation: (query: { station: string; day: string; q?: string }) => told(http.GET('/api/v1/arrivals/station', { params: { query }, ...by(WORK) })),
  within: (within: string) => told(http.GET('/api/v1/arrivals', { params: { query: { within } }, ...by(WORK) })),
  tasks: () => told(http.GET('/api/v1/arrivals/tasks', by(COMMAND))),
  numbers: (day: string) => told(http.GET('/api/v1/arrivals/numbers', { params: { query: { day } }, ...by(COMMAND) })),
  one: (id: string) => told(http.GET('/api/v1/arrivals/{arrival_id}', { params: of(id), ...by(SEE) })),
  ask: (body: c.Coming) => told(http.POST('/api/v1/arrivals/questions', { body, ...by(WORK) })),
  report: (body: c.ArrivalNew) => told(http.POST('/api/v1/arrivals', { body, ...by(WORK) })),
  change: (id: string, body: c.ArrivalChange) => told(http.POST('/api/v1/arrivals/{arrival_id}/change', { params: of(id), body, ...by(WORK) })),
  phone: (id: string) => told(http.POST('/api/v1/arrivals/{arrival_id}/phone', { params: of(id), ...by(SEE) })),
  check: (id: string, body: c.ArrivalCheck) => told(http.POST('/api/v1/arrivals/{arrival_id}/check', { params: of(id), body, ...by(WORK) })),
  sample: (id: string, body: { fact_id: string; facts: number; tube: string | null }) => told(http.POST('/api/v1/arrivals/{arrival_id}/sample', { params: of(id), body, ...by(WORK) })),
  decline: (id: string, body: Said) => told(http.POST('/api/v1/arrivals/{arrival_id}/decline', { params: of(id), body, ...by(WORK) })),
  hand: (id: string, body: { fact_id: string; facts: number; place: string }) => told(http.POST('/api/v1/arrivals/{arrival_id}/hand', { params: of(id), body, ...by(WORK) })),
  direct: (id: string, body: { fact_id: string; facts: number; place: string }) => told(http.POST('/api/v1/arrivals/{arrival_id}/direct', { params: of(id), body, ...by(COMMAND) })),
  withdraw: (id: string, body: Said) => told(http.POST('/api/v1/arrivals/{arrival_id}/withdraw', { params: of(id), body, ...by(WORK) })),
  receive: (id: string, body: Said) => told(http.POST('/api/v1/arrivals/{arrival_id}/receive', { params: of(id), body, ...by(WORK) })),
  absent: (id: string, body: Said) => told(http.POST('/api/v1/arrivals/{arrival_id}/absent', { params: of(id), body, ...by(WORK) })),
}
