// Holds the hand-written contract against what the server really speaks (schema.d.ts, made from its
// OpenAPI by `npm run api`). A field that the server dropped, renamed or made null breaks
// `npm run check` here. Words of closed lists are narrower in the contract than in the schema, where
// they are plain text; so the comparison is of names, and of what may be null.
import type * as c from './contract'
import type { components } from './schema'

type S = components['schemas']
/** The fields of `Mine` that the server does not send. */
type Unsent<Mine, Sent> = Exclude<keyof Mine, keyof Sent>
/** The fields that the server may send as null, and that `Mine` takes for certain. */
type Unforeseen<Mine, Sent> = {
  [K in keyof Mine & keyof Sent]-?: null extends Sent[K] ? (null extends Mine[K] ? never : K) : never
}[keyof Mine & keyof Sent]
type Broken<Mine, Sent> = Unsent<Mine, Sent> | Unforeseen<Mine, Sent>
type Whole<Faults extends [never, ...never[]] | never[]> = Faults

/** Every entry must be `never`; the error names the field that is not as the server has it. */
export type ContractHolds = Whole<[
  Broken<c.Clause, S['Clause']>,
  Broken<c.Me, S['Me']>,
  Broken<c.Board, S['Board']>,
  Broken<c.CountyRow, S['BoardCounty']>,
  Broken<c.Missing, S['Missing']>,
  Broken<c.Raise, S['Raise']>,
  Broken<c.ZoneRow, S['ZoneRow']>,
  Broken<c.ZoneFact, S['FactView']>,
  Broken<c.Flag, S['FlagView']>,
  Broken<c.AreaChange, S['ChangeView']>,
  Broken<c.AreaCounts, S['CountsView']>,
  Broken<c.NoticeReading, S['ReadingView']>,
  Broken<c.NoticeView, S['NoticeView']>,
  Broken<c.NoticeRow, S['NoticeRow']>,
  Broken<c.DraftChange, S['DraftChangeView']>,
  Broken<c.DraftView, S['DraftView']>,
  Broken<c.EditionView, S['EditionView']>,
  Broken<c.EditionChangeRow, S['EditionChangeRowView']>,
  Broken<c.EditionChange, S['EditionChangeView']>,
  Broken<c.OrderRow, S['OrderRow']>,
  Broken<c.OrderFact, S['OrderFactView']>,
  Broken<c.AccountRow, S['AccountView']>,
  Broken<c.AuditRow, S['AuditRow']>,
  Broken<c.AuditEntry, S['AuditEntry']>,
  Broken<c.AuditVerdict, S['AuditVerified']>,
  Broken<c.MessageRow, S['MessageView']>,
  Broken<c.MessagePage, S['MessagesPage']>,
  Broken<c.ReadLogRow, S['ReadLogRow']>,
  Broken<c.RecentChange, S['RecentChange']>,
  Broken<c.SnapshotMove, S['SnapshotMove']>,
  Broken<c.SnapshotOutcome, S['SnapshotOutcomeView']>,
  Broken<c.SnapshotRow, S['SnapshotRow']>,
]>
