// The paths of health codes, which only the desk walks: reasons that people enter, appeals, the work
// list of a community.
import { by, http, told } from './client'
import type * as c from './contract'

const DECIDE = ['code_decision'] as const
const APPEAL = ['appeal'] as const
const WORK = ['order_work'] as const
const reason = (code_reason_id: string) => ({ path: { code_reason_id } })

export const codes = {
  reasons: () => told(http.GET('/api/v1/codes/reasons', by(DECIDE))),
  propose: (body: c.CodeProposal) => told(http.POST('/api/v1/codes/reasons', { body, ...by(DECIDE) })),
  decide: (id: string, body: c.CodeDecision) => told(http.POST('/api/v1/codes/reasons/{code_reason_id}/decision', { params: reason(id), body, ...by(DECIDE) })),
  end: (id: string, body: c.CodeEnd) => told(http.POST('/api/v1/codes/reasons/{code_reason_id}/end', { params: reason(id), body, ...by(DECIDE) })),
  tell: (body: c.CodeWho) => told(http.POST('/api/v1/codes/told', { body, ...by(APPEAL) })),
  appeal: (body: c.AppealNew) => told(http.POST('/api/v1/codes/appeals', { body, ...by(APPEAL) })),
  appeals: () => told(http.GET('/api/v1/codes/appeals', by(APPEAL))),
  answer: (code_appeal_id: string, body: c.AppealAnswer) => told(http.POST('/api/v1/codes/appeals/{code_appeal_id}/decision', { params: { path: { code_appeal_id } }, body, ...by(APPEAL) })),
  work: (community: string) => told(http.GET('/api/v1/codes/work', { params: { query: { community } }, ...by(WORK) })),
  note: (body: c.CodeWorkNote) => told(http.POST('/api/v1/codes/work', { body, ...by(WORK) })),
}
