// The wire types of /api/v1. Written by hand until the server's OpenAPI is generated into this
// folder; nothing outside src/api knows where they come from.

export type Level = 'low' | 'medium' | 'high' | 'guarded' | 'controlled' | 'locked'
/** A calendar day in the city's own time zone, `2022-10-07`. */
export type Day = string
/** Milliseconds since 1970. */
export type Moment = number
export type Role =
  | 'city_command' | 'zone_drafter' | 'zone_signer' | 'community_registrar'
  | 'grid_worker' | 'auditor' | 'administrator'
export type Purpose =
  | 'command' | 'zone_decision' | 'order_work' | 'register' | 'audit' | 'administration' | 'own_data'
export type Confidence = 'A' | 'B' | 'C' | 'U'

export interface Clause { as_written: string; source: string; confidence: Confidence; note: string | null }
export interface PlaceName { code: string; name: string; path: string }
export interface Page<Row> { rows: Row[]; next: string | null }

export interface Assignment { role: Role; jurisdiction: string; place_name: string }
export interface Me {
  account_id: string; login: string; name: string; must_change_password: boolean
  /** What to tell the second person who vouches for the account; null once that is done. */
  vouch_code: string | null
  roles: Assignment[]; purposes: string[]
  /** Codes of what this person may do; see acts.ts. */
  acts: string[]
  city: { code: string; name: string }; today: Day; drill: boolean
  edition: { id: string; short: string } | null
}

export interface CountyRow {
  code: string; name: string; gravest: Level | null; levels: Partial<Record<Level, number>>
  orders_open: number; orders_late: number
}
export interface Board {
  day: Day; today: Day; now: Moment; feed_seq: number; counties: CountyRow[]
  levels: Partial<Record<Level, number>>
  orders: { open: number; late: number; done_today: number; due_today: number }
  /** At most 50 of them. */
  step_downs_due: ZoneRow[]; n_step_downs_due: number; raises_due: ZoneRow[]; late_orders: OrderRow[]
  /** What became known last, the newest first. */
  recent: RecentChange[]
}
export interface RecentChange { zone_id: string; area: string; except: string | null; county_name: string; fact: ZoneFact }

/** What holds a step-down up; `blocks` is false where the clause is unsure, and then it is only shown. */
export interface Missing { sentence: string; clause: Clause; blocks: boolean }
export type ProposalKind = 'keep' | 'await_conditions' | 'step_down' | 'raise' | 'not_listed'
/** The graver level that a positive lifts the area to, by which clause. */
export interface Raise { to: Level; found: Day; clause: Clause }
export interface ZoneRow {
  zone_id: string; area: string; except: string | null; county: string; county_name: string
  level: Level | null; since: Day | null; latest_case: Day | null; edition: string | null
  day_n: number | null; of_m: number | null; earliest: Day | null; proposal: ProposalKind
  /** What follows by the rules; null where the zone leaves the list, or no rule ends it. */
  step_down_to: Level | null
}
export type GroundKind = 'notice' | 'snapshot' | 'rule' | 'edition_change' | 'person'
export interface ZoneFact {
  fact_id: string; kind: 'rated' | 'released' | 'case_found' | 'area_tested' | 'contacts_cleared' | 'withdrawn'
  on: Day; recorded_at: Moment; level: Level | null; edition: string | null
  outcome: 'all_negative' | 'positive_found' | null; withdraws: string | null; withdrawn: boolean
  signed_by: string; signed_by_name: string; ground: { kind: GroundKind; id: string | null }; as_written: string
}
export interface ZoneView extends ZoneRow {
  version: number; day: Day; parts: string[]; place: PlaceName | null
  after_level: Level | null; edition_short: string | null; day_zero: Day | null; day_zero_because: 'rated' | 'case' | null
  measure: string | null; measure_clause: Clause | null; rule: Clause | null
  missing: Missing[]; raise: Raise | null
  /** One sentence that explains the clock. */
  sentence: string
  facts: ZoneFact[]; orders: OrderRow[]
}
export interface ZoneQuery {
  day?: Day | undefined; county?: string | undefined; level?: Level | undefined; q?: string | undefined
  show?: 'listed' | 'all' | undefined; after?: string | undefined; limit?: number | undefined
}

export type FlagCode =
  | 'count_differs' | 'county_unknown' | 'listed_at_another_level' | 'listed_already' | 'not_listed'
  | 'text_cut_off' | 'level_from_later_sentence' | 'from_unstated' | 'step_down_too_early'
  | 'step_down_late' | 'clause_differs' | 'edition_differs' | 'level_not_in_edition'
  | 'date_unreadable' | 'number_unreadable' | 'authority_missing' | 'named_twice' | 'no_changes'
  | 'range_unreadable' | 'several_notices'
export interface Flag { code: FlagCode; message: string; as_written: string }
export type ChangeAction = 'added' | 'raised' | 'lowered' | 'released'
export interface AreaChange {
  action: ChangeAction; from: Level | null; to: Level | null
  county: string | null; county_code: string | null; area: string; except: string | null
  parts: string[]; as_written: string; flags: Flag[]
  /** Offsets into the body, counted in code points. */
  at: { start: number; end: number }
  zone_id: string | null; candidates: PlaceName[]; place: string | null
}
/** Counts by level; by county, level first. */
export interface AreaCounts { levels: Record<string, number>; by_county: Record<string, Record<string, number>> }
export interface NoticeReading {
  authority: string | null; number: string | null; date: Day | null
  edition: string | null; edition_short: string | null
  changes: AreaChange[]; stated: AreaCounts; found: AreaCounts; flags: Flag[]
}
export type NoticeState = 'read' | 'confirmed' | 'set_aside'
export interface NoticeView {
  notice_id: string; state: NoticeState; version: number; body: string; reading: NoticeReading
  /** Which changes were taken, once confirmed. */
  taken: number[] | null; put_in_by: string; put_in_by_name: string; put_in_at: Moment
  closed_by: string | null; closed_by_name: string | null; closed_at: Moment | null
  /** Put in by the caller, who may not confirm it himself. */
  mine: boolean
}
export interface NoticeRow {
  notice_id: string; state: NoticeState; number: string | null; date: Day | null
  n_changes: number; n_flags: number; put_in_by: string; put_in_by_name: string; put_in_at: Moment; mine: boolean
}

export interface DraftChange {
  fact_id: string; zone_id: string; county: string; county_name: string; area: string
  except: string | null; from: Level | null; to: Level | null; on: Day; signed_by: string; signed_by_name: string
}
export interface DraftView {
  draft_id: string; number: string; date: Day; edition: string; body: string
  changes: DraftChange[]; drafted_by: string; drafted_by_name: string; drafted_at: Moment
}
export interface WaitingChanges { changes: DraftChange[]; next_number: string }

export interface EditionSentence { text: string; as_written: string; source: string; confidence: Confidence; note: string | null }
export interface EditionView {
  id: string; title: string; short: string; published: Day; in_force_from: Day; in_force_to: Day | null
  in_force_now: boolean; sections: { heading: string; sentences: EditionSentence[] }[]
}
export interface EditionChangeRow {
  zone_id: string; area: string; except: string | null; county_name: string; level: Level; edition: string
  becomes: Level | null; earliest_now: Day | null; earliest_then: Day | null; why: string
}
export interface EditionChange { to: string; day: Day; in_force: boolean; rows: EditionChangeRow[] }

export type OrderKind = 'tell_households' | 'closing_test' | 'door_service' | 'area_test' | 'resolve_place'
export type OrderState = 'open' | 'claimed' | 'done' | 'called_off'
export interface OrderRow {
  order_id: string; zone_id: string; zone_area: string; kind: OrderKind; title: string; instruction: string
  place: string; place_name: string; grid: string | null
  for_day: Day; due_at: Moment; late: boolean; state: OrderState; risen_to: string | null
  handed_back: number; claimed_by: string | null; claimed_by_name: string | null; mine: boolean; version: number
}
export interface OrderFact {
  fact_id: string; kind: string; at: Moment; by: string | null; by_name: string | null; note: string | null
  households_done: number | null; households_left: number | null
}
export interface OrderView extends OrderRow { ground: string; facts: OrderFact[] }
export type OrderFilter = 'unfinished' | 'open' | 'claimed' | 'done' | 'late' | 'all'
export interface OrderQuery {
  state?: OrderFilter | undefined; day?: Day | undefined; grid?: string | undefined; zone?: string | undefined
  after?: string | undefined; limit?: number | undefined
}
export interface OrderPage extends Page<OrderRow> {
  counts: { open: number; late: number; done_today: number; due_today: number }
  /** The city's now, by which late is late. */
  now: Moment
}

export interface AccountAssignment extends Assignment { assignment_id: string; from: Day; to: Day | null }
export interface AccountRow {
  account_id: string; login: string; name: string; must_change_password: boolean
  disabled: boolean; version: number; roles: AccountAssignment[]
  vouched: boolean; issued_by_me: boolean
}

export interface AuditEntry {
  at: Moment; account_id: string | null; account_name: string | null; act: string; purpose: string | null
  subject: string; detail: string; entry_hash: string
}
/** `entry` is null where the entry is damaged: it cannot be read, or its hash is not its own. */
export interface AuditRow { seq: number; entry: AuditEntry | null }
export interface AuditVerdict { intact: boolean; entries: number; checkpoints: number; witnessed: number; first_broken: number | null }

export interface MessageRow {
  message_id: string; at: Moment; read: boolean; kind: 'zone_changed' | 'order_handed_back' | 'notice_waits'
  zone_id: string | null; order_id: string | null; notice_id: string | null
  /** The area, the place of the order, or the number of the notice. */
  about: string
  county_name: string | null; from: Level | null; to: Level | null; work: OrderKind | null
}
export interface MessagePage extends Page<MessageRow> { n_unread: number }

/** One reading of personal data: who, how much and what for, never what it said. */
export interface ReadLogRow {
  read_id: string; at: Moment; account_id: string; account_name: string | null
  role: string; purpose: string; subject: string; rows_read: number
}

export type SnapshotState = 'applied' | 'held' | 'unchanged'
export interface SnapshotMove { county_name: string; area: string; from: Level | null; to: Level | null }
/** What a national list comes to, before or after it is put in. */
export interface SnapshotOutcome {
  state: SnapshotState; reason: string; taken_at: string; n_changes: number
  moves: SnapshotMove[]; in_doubt: SnapshotMove[]
}
export interface SnapshotRow {
  snapshot_id: string; taken_at: string; state: SnapshotState; reason: string
  put_in_by: string; put_in_by_name: string; put_in_at: Moment
}

/** That something changed, and nothing of what. */
export interface FeedEvent { seq?: number; topic?: string }
