// The paths of how often people are tested. The desk walks them, and the one list on the phone that is
// loaded when it is opened.
import { by, http, told } from './client'
import type * as c from './contract'

const SEE = ['command', 'zone_decision', 'register', 'order_work'] as const
const DECIDE = ['command', 'zone_decision'] as const
const LIST = ['order_work', 'register'] as const
const KEEP = ['register'] as const
const requirement = (requirement_id: string) => ({ path: { requirement_id } })
const person = (person_id: string) => ({ path: { person_id } })
const entry = (test_entry_id: string) => ({ path: { test_entry_id } })

export const frequency = {
  see: (within: string) => told(http.GET('/api/v1/frequency', { params: { query: within === '' ? {} : { within } }, ...by(SEE) })),
  people: (query: { within: string; view: c.DueView; offset: number; limit: number }) => told(http.GET('/api/v1/frequency/people', { params: { query }, ...by(LIST) })),
  one: (id: string) => told(http.GET('/api/v1/frequency/people/{person_id}', { params: person(id), ...by(LIST) })),
  tell: (id: string, due_day: string) => told(http.POST('/api/v1/frequency/people/{person_id}/told', { params: person(id), body: { due_day }, ...by(LIST) })),
  make: (body: c.RequirementNew) => told(http.POST('/api/v1/frequency/requirements', { body, ...by(DECIDE) })),
  decide: (id: string, body: { fact_id: string; facts: number; sign: boolean; reason: string }) => told(http.POST('/api/v1/frequency/requirements/{requirement_id}/decision', { params: requirement(id), body, ...by(DECIDE) })),
  end: (id: string, body: { fact_id: string; facts: number; last_day: string; reason: string }) => told(http.POST('/api/v1/frequency/requirements/{requirement_id}/end', { params: requirement(id), body, ...by(DECIDE) })),
  enter: (entries: c.TestEntryNew[]) => told(http.POST('/api/v1/frequency/entries', { body: { entries }, ...by(KEEP) })),
  endEntry: (id: string, body: { fact_id: string; last_day: string; reason: string }) => told(http.POST('/api/v1/frequency/entries/{test_entry_id}/end', { params: entry(id), body, ...by(KEEP) })),
  read: (community: string, text: string) => told(http.POST('/api/v1/frequency/trade-readings', { body: { community, text }, ...by(KEEP) })),
}
