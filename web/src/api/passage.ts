// The paths of what the desk does at the edges of passage: codes that are down, whoever must be let pass at
// once, whoever asks for what is not for him, places that nobody asks about.
import { by, http, told } from './client'
import type * as c from './contract'

const OWN = ['own_data'] as const
const COMMAND = ['command'] as const
const CARE = ['appeal', 'order_work'] as const
const OUTSIDE = ['command', 'appeal', 'order_work'] as const
const AUDIT = ['audit'] as const

export const passage = {
  outages: () => told(http.GET('/api/v1/codes/outages', by(OWN))),
  down: (body: c.OutageNew) => told(http.POST('/api/v1/codes/outages', { body, ...by(COMMAND) })),
  up: (outage_id: string) => told(http.POST('/api/v1/codes/outages/{outage_id}/end', { params: { path: { outage_id } }, ...by(COMMAND) })),
  cares: () => told(http.GET('/api/v1/codes/care-passages', by(CARE))),
  care: (body: c.CareNew) => told(http.POST('/api/v1/codes/care-passages', { body, ...by(CARE) })),
  outsides: () => told(http.GET('/api/v1/outside-requests', by(OUTSIDE))),
  refuse: (body: c.OutsideNew) => told(http.POST('/api/v1/outside-requests', { body, ...by(OUTSIDE) })),
  canaries: () => told(http.GET('/api/v1/canaries', by(AUDIT))),
  canaryPlace: (number: number) => told(http.GET('/api/v1/canaries/place', { params: { query: { number } }, ...by(AUDIT) })),
  setCanary: (venue_id: string) => told(http.POST('/api/v1/venues/{venue_id}/canary', { params: { path: { venue_id } }, ...by(AUDIT) })),
}
