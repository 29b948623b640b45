// The paths of houses that lodge people, which only the desk walks.
import { by, http, told } from './client'

const SEE = ['order_work', 'command'] as const
const WORK = ['order_work'] as const

export const lodgings = {
  list: (within: string) => told(http.GET('/api/v1/lodgings', { params: { query: { within } }, ...by(SEE) })),
  givePage: (venue_id: string, body: { fact_id: string; has_page: boolean }) => told(http.POST('/api/v1/lodgings/{venue_id}/page', { params: { path: { venue_id } }, body, ...by(WORK) })),
  /** Who comes to the community; those at houses are picked out by the page. */
  guests: (within: string) => told(http.GET('/api/v1/arrivals', { params: { query: { within } }, ...by(WORK) })),
  receive: (arrival_id: string, body: { fact_id: string; facts: number; reason: string }) => told(http.POST('/api/v1/arrivals/{arrival_id}/receive', { params: { path: { arrival_id } }, body, ...by(WORK) })),
  phone: (arrival_id: string) => told(http.POST('/api/v1/arrivals/{arrival_id}/phone', { params: { path: { arrival_id } }, ...by(WORK) })),
}
