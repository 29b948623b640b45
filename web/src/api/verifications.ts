// The paths of lists that ask about people, which only the desk walks.
import { blob, by, http, told } from './client'
import type * as c from './contract'
import type { paths } from './schema'
import { sendFile } from './upload'

const DESK = ['command'] as const
const WORK = ['order_work'] as const
const SEE = ['order_work', 'command'] as const
const UPLOAD = '/api/v1/verifications/lists/{list_id}' satisfies keyof paths
const BACK = '/api/v1/verifications/lists/{list_id}/answers' satisfies keyof paths
const list = (list_id: string) => ({ path: { list_id } })
const of = (asked_id: string) => ({ path: { asked_id } })

export const verifications = {
  senders: () => told(http.GET('/api/v1/verifications/senders', by(DESK))),
  saySender: (sender_id: string, body: c.VerifySenderNew) => told(http.POST('/api/v1/verifications/senders/{sender_id}', { params: { path: { sender_id } }, body, ...by(DESK) })),
  lists: (within: string) => told(http.GET('/api/v1/verifications/lists', { params: { query: { within } }, ...by(DESK) })),
  upload: (list_id: string, query: { sender: string; direction: string }, file: File, sent: (percent: number) => void) =>
    sendFile<c.VerifyList>(UPLOAD.replace('{list_id}', list_id), query, file, by(DESK).headers, sent),
  list: (id: string) => told(http.GET('/api/v1/verifications/lists/{list_id}', { params: list(id), ...by(DESK) })),
  readAs: (id: string, body: { version: number; columns: { index: number; column: c.VerifyColumn | null }[] }) => told(http.PUT('/api/v1/verifications/lists/{list_id}/reading', { params: list(id), body, ...by(DESK) })),
  take: (id: string, body: { version: number; due_hours: number; although_known: boolean }) => told(http.POST('/api/v1/verifications/lists/{list_id}/take', { params: list(id), body, ...by(DESK) })),
  drop: (id: string, version: number) => told(http.POST('/api/v1/verifications/lists/{list_id}/drop', { params: list(id), body: { version }, ...by(DESK) })),
  reply: (id: string, body: { reply_id: string; format: 'xlsx' | 'csv' }) => blob(http.POST('/api/v1/verifications/lists/{list_id}/replies', { params: list(id), body, parseAs: 'blob', ...by(DESK) })),
  answers: (list_id: string, query: { columns?: string; seen?: string }, file: File, sent: (percent: number) => void) =>
    sendFile<c.VerifyAnswers>(BACK.replace('{list_id}', list_id), query, file, by(DESK).headers, sent),
  send: (id: string) => told(http.POST('/api/v1/verifications/lists/{list_id}/letter', { params: list(id), ...by(DESK) })),
  unplaced: (within: string) => told(http.GET('/api/v1/verifications/unplaced', { params: { query: { within } }, ...by(DESK) })),
  place: (id: string, body: { fact_id: string; facts: number; place: string }) => told(http.POST('/api/v1/verifications/cases/{asked_id}/place', { params: of(id), body, ...by(DESK) })),
  work: (community: string) => told(http.GET('/api/v1/verifications/work', { params: { query: { community } }, ...by(WORK) })),
  one: (id: string) => told(http.GET('/api/v1/verifications/cases/{asked_id}', { params: of(id), ...by(SEE) })),
  say: (id: string, body: c.VerifyFactNew) => told(http.POST('/api/v1/verifications/cases/{asked_id}/facts', { params: of(id), body, ...by(SEE) })),
  numbers: (within: string) => told(http.GET('/api/v1/verifications/numbers', { params: { query: { within } }, ...by(SEE) })),
}
