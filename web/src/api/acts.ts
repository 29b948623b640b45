// The codes of what a person may do, as `me.acts` carries them. The only place that knows them.
import type { Me } from './contract'

export const ROOM_ACTS = {
  board: ['board_read'],
  zones: ['zone_list'],
  notices: ['notice_list', 'notice_preview'],
  drafts: ['draft_list'],
  orders: ['order_list'],
  rules: ['edition_list'],
  accounts: ['account_list'],
  audit: ['audit_list'],
  drill: ['drill_day_set'],
} as const

export const ACTS = {
  recordCase: 'zone_case_record',
  recordTest: 'zone_test_record',
  signStepDown: 'zone_step_down_sign',
  withdrawFact: 'zone_fact_withdraw',
  setPlace: 'zone_place_set',
  putInNotice: 'notice_put_in',
  confirmNotice: 'notice_confirm',
  setNoticeAside: 'notice_set_aside',
  makeDraft: 'draft_make',
  signEditionChange: 'edition_change_sign',
  claimOrder: 'order_claim',
  finishOrder: 'order_done',
  handOrderBack: 'order_hand_back',
  createAccount: 'account_create',
  grantRole: 'account_assign',
  disableAccount: 'account_disable',
  resetPassword: 'account_password_reset',
  verifyAudit: 'audit_verify',
} as const

export type Room = keyof typeof ROOM_ACTS
export type Act = keyof typeof ACTS

export function mayEnter(me: Me | null, room: Room): boolean {
  if (me === null) return false
  if (room === 'drill' && !me.drill) return false
  return ROOM_ACTS[room].some((code) => me.acts.includes(code))
}

export function mayDo(me: Me | null, act: Act): boolean {
  return me !== null && me.acts.includes(ACTS[act])
}
