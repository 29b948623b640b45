// The codes of what a person may do, as `me.acts` carries them. The only place that knows them.
import type { Me } from './contract'

export const ROOM_ACTS = {
  board: ['board_see'],
  zones: ['zone_see'],
  notices: ['notice_see', 'notice_preview'],
  drafts: ['draft_see'],
  national: ['snapshot_see'],
  orders: ['order_see'],
  register: ['person_see'],
  charges: ['charge_see'],
  results: ['result_tell'],
  ledgers: ['ledger_see'],
  imports: ['roster_import'],
  exports: ['export_see'],
  grids: ['grid_see'],
  rounds: ['round_see'],
  sampling: ['sampling_see'],
  chains: ['chain_see'],
  frequency: ['frequency_see'],
  antigen: ['antigen_see'],
  sites: ['site_see'],
  venues: ['venue_see'],
  reports: ['report_see'],
  custody: ['tube_carry', 'tube_track'],
  labs: ['lab_see'],
  rules: ['edition_see'],
  accounts: ['account_see'],
  vouching: ['account_vouch'],
  audit: ['audit_see'],
  drill: ['drill_turn'],
} as const

export const ACTS = {
  recordCase: 'zone_case_record',
  recordTest: 'zone_test_record',
  signStepDown: 'zone_step_down_sign',
  signRaise: 'zone_raise_sign',
  withdrawFact: 'zone_fact_withdraw',
  setPlace: 'zone_place_set',
  putInNotice: 'notice_put_in',
  confirmNotice: 'notice_confirm',
  setNoticeAside: 'notice_set_aside',
  putInNational: 'snapshot_put_in',
  seeReadLog: 'read_log_see',
  makeDraft: 'draft_make',
  seeEditionChange: 'edition_change_see',
  signEditionChange: 'edition_change_sign',
  seeZones: 'zone_see',
  workOrders: 'order_work',
  keepAccounts: 'account_keep',
  addPerson: 'person_add',
  keepPerson: 'person_keep',
  mergePeople: 'person_merge',
  askExport: 'export_ask',
  approveExport: 'export_approve',
  traceExport: 'export_trace',
  revealPerson: 'person_reveal',
  seeLooks: 'look_see',
  printLooks: 'look_print',
  importRoster: 'roster_import',
  drawGrids: 'grid_draw',
  keepRounds: 'round_keep',
  seeRoundList: 'round_list_see',
  tickRounds: 'round_tick',
  seeCharges: 'charge_see',
  callCharges: 'charge_call',
  keepCharges: 'charge_keep',
  decideFrequency: 'frequency_decide',
  signFrequency: 'frequency_sign',
  listFrequency: 'frequency_list_see',
  keepFrequency: 'frequency_keep',
  enterLedger: 'ledger_enter',
  keepLedger: 'ledger_keep',
  visitLedger: 'ledger_visit',
  keepTemplates: 'report_template_keep',
  fillReports: 'report_fill',
  carryTubes: 'tube_carry',
  trackTubes: 'tube_track',
  keepLabs: 'lab_keep',
  reportLab: 'lab_report',
  signLab: 'lab_sign',
  reportAntigen: 'antigen_report',
  seeAntigenPhoto: 'antigen_photo_see',
  keepAntigen: 'antigen_keep',
  seeSampling: 'sampling_see',
  keepSampling: 'sampling_keep',
  keepDevices: 'device_keep',
  seeTubePeople: 'tube_people_see',
  keepSites: 'site_keep',
  keepVenues: 'venue_keep',
  approveVenues: 'venue_approve',
  inspectVenues: 'venue_inspect',
  closeTrades: 'venue_close',
  signClosings: 'venue_close_sign',
  keepGates: 'gate_keep',
  sayQueue: 'site_queue',
  planSampling: 'sampling_see',
  followFeed: 'feed_follow',
  seeMessages: 'message_see',
} as const

export type Room = keyof typeof ROOM_ACTS
export type Act = keyof typeof ACTS

export function mayEnter(me: Me | null, room: Room): boolean {
  if (me === null) return false
  if (room === 'drill' && !me.drill) return false
  return ROOM_ACTS[room].some((code) => me.acts.includes(code))
}

/** Whether this person may work: the password is his own, and a second person has vouched. */
export const isReady = (me: Me | null): me is Me => me !== null && !me.must_change_password && !me.vouch_code

export function mayDo(me: Me | null, act: Act): boolean {
  return me !== null && me.acts.includes(ACTS[act])
}
