// The paths of reports, chains of infection, places for everybody and contradictions.
import { blob, by, http, told as answer } from './client'
import type * as c from './contract'

const TRACE = ['tracing'] as const
const LISTS = ['tracing', 'zone_decision', 'command'] as const
const SIGN = ['zone_decision'] as const
const at = (case_id: string) => ({ path: { case_id } })

export const told = {
  reports: {
    all: (id: string) => answer(http.GET('/api/v1/cases/{case_id}/reports', { params: at(id), ...by(TRACE) })),
    add: (id: string, body: c.CaseReportNew) => answer(http.POST('/api/v1/cases/{case_id}/reports', { params: at(id), body, ...by(TRACE) })),
    accept: (case_id: string, case_report_id: string, body: c.EpisodeAccept) => answer(http.POST('/api/v1/cases/{case_id}/reports/{case_report_id}/accept', { params: { path: { case_id, case_report_id } }, body, ...by(TRACE) })),
  },
  chains: {
    see: (body: c.ChainAsk) => answer(http.POST('/api/v1/transmission', { body, ...by(TRACE) })),
    choose: (id: string, body: c.ChainChoose) => answer(http.POST('/api/v1/transmission/{case_id}/choices', { params: at(id), body, ...by(TRACE) })),
    file: (body: c.ChainExport) => blob(http.POST('/api/v1/transmission/export', { body, parseAs: 'blob', ...by(TRACE) })),
  },
  risk: {
    lists: () => answer(http.GET('/api/v1/risk-lists', by(LISTS))),
    draft: (body: c.RiskAsk) => answer(http.POST('/api/v1/risk-lists/draft', { body, ...by(TRACE) })),
    propose: (body: c.RiskListNew) => answer(http.POST('/api/v1/risk-lists', { body, ...by(TRACE) })),
    decide: (risk_list_id: string, body: c.RiskDecide) => answer(http.POST('/api/v1/risk-lists/{risk_list_id}/decide', { params: { path: { risk_list_id } }, body, ...by(SIGN) })),
  },
  differs: {
    all: (id: string) => answer(http.GET('/api/v1/cases/{case_id}/contradictions', { params: at(id), ...by(TRACE) })),
    record: (id: string, body: c.ContradictionNew) => answer(http.POST('/api/v1/cases/{case_id}/contradictions', { params: at(id), body, ...by(TRACE) })),
    say: (case_id: string, contradiction_id: string, body: c.ContradictionSay) => answer(http.POST('/api/v1/cases/{case_id}/contradictions/{contradiction_id}', { params: { path: { case_id, contradiction_id } }, body, ...by(TRACE) })),
  },
}
