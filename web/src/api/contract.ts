// The wire types of /api/v1, by the names that the pages use. What stands behind them is made from
// the server's OpenAPI (schema.d.ts, by `npm run api`): a field or a code that the server drops or
// renames breaks the type check.
import type { components, paths } from './schema'

type S = components['schemas']
type QueryOf<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Query } } } ? NonNullable<Query> : never

export type Level = S['Level']
/** A calendar day in the city's own time zone, `2022-10-07`. */
export type Day = string
/** Milliseconds since 1970. */
export type Moment = number
export type Role = S['Role']
export type Purpose = S['Purpose']
export type Confidence = S['Confidence']
/** How many of each level; what there is none of is left out. */
type ByLevel = Partial<Record<Level, number>>

export type Clause = S['Clause']
export type PlaceName = S['PlaceView']
export interface Page<Row> { rows: Row[]; next: string | null }

export type Assignment = S['HeldRole']
export type Me = S['Me']

export type CountyRow = Omit<S['BoardCounty'], 'levels'> & { levels: ByLevel }
export type Board = Omit<S['Board'], 'counties' | 'levels'> & { counties: CountyRow[]; levels: ByLevel }
export type RecentChange = S['RecentChange']

export type Missing = S['Missing']
export type ProposalKind = S['ProposalKind']
export type Raise = S['Raise']
export type ZoneRow = S['ZoneRow']
export type GroundKind = S['GroundKind']
export type ZoneFact = S['FactView']
export type ZoneView = S['ZoneView']
export type ZoneQuery = QueryOf<'/api/v1/zones'>

export type FlagCode = S['FlagCode']
export type Flag = S['FlagView']
export type ChangeAction = S['ChangeAction']
export type AreaChange = S['ChangeView']
export type AreaCounts = S['CountsView']
export type NoticeReading = S['ReadingView']
export type NoticeState = S['NoticeState']
export type NoticeView = S['NoticeView']
export type NoticeRow = S['NoticeRow']

export type DraftChange = S['DraftChangeView']
export type DraftView = S['DraftView']
export type WaitingChanges = S['Waiting']

export type EditionSentence = S['SentenceView']
export type EditionView = S['EditionView']
export type EditionChangeRow = S['EditionChangeRowView']
export type EditionChange = S['EditionChangeView']

export type OrderKind = S['OrderKind']
export type OrderState = S['OrderState']
export type OrderRow = S['OrderRow']
export type OrderFact = S['OrderFactView']
export type OrderView = S['OrderView']
export type OrderFilter = 'unfinished' | 'open' | 'claimed' | 'done' | 'late' | 'all'
export type OrderQuery = Omit<QueryOf<'/api/v1/orders'>, 'state'> & { state?: OrderFilter | undefined }
export type OrderPage = S['OrdersPage']

export type AccountAssignment = S['RoleView']
export type AccountRow = S['AccountView']

export type AuditEntry = S['AuditEntry']
export type AuditRow = S['AuditRow']
export type AuditVerdict = S['AuditVerified']
export type ReadLogRow = S['ReadLogRow']

export type MessageRow = S['MessageView']
export type MessagePage = S['MessagesPage']

export type SnapshotState = S['SnapshotState']
export type SnapshotMove = S['SnapshotMove']
/** What a national list comes to, before or after it is put in. */
export type SnapshotOutcome = S['SnapshotOutcomeView']
export type SnapshotRow = S['SnapshotRow']

export type ZoneFinding = S['NewFinding']
export type OrderDeed = S['OrderDeedBody']
export type NewAccount = S['NewAccount']
export type NewRole = S['NewRole']

export type DocumentKind = S['DocumentKind']
export type Sex = S['Sex']
export type RegisterPlace = S['RegisterPlace']
export type PersonRow = S['PersonRow']
export type PersonView = S['PersonView']
export type PersonBody = S['PersonBody']
export type PersonChangeRow = S['PersonChangeRow']
export type PersonRevealed = S['PersonRevealed']
export type ExportRow = S['ExportRow']
export type ExportTraced = S['ExportTraced']
export type LookRow = S['LookRow']
export type LookKind = S['LookKind']
export type ExportAskBody = S['ExportAskBody']
export type PersonField = S['PersonField']
export type Candidate = S['CandidateRow']
export type ApartBody = S['ApartBody']
export type MergeBody = S['MergeBody']
export type UnmergeBody = S['UnmergeBody']
export type PeoplePage = S['PeoplePage']
export type ImportView = S['ImportView']
export type ImportCounts = S['ImportCountsView']
export type ImportProblem = S['ProblemView']
export type Grids = S['GridsView']
export type GridRow = S['GridView']
export type GridPlace = S['NamedPlace']
export type ProposedGrid = S['ProposedGridView']
export type GridProposal = S['ProposalView']
export type GridMove = S['MovedView']
export type GridsDrawn = S['RedrawnView']
/** What a column of a list holds. */
export type ColumnCode = S['Column']

export type RoundKind = S['RoundKind']
export type RoundRow = S['RoundRow']
export type RoundCounts = S['RoundCountsView']
export type RoundPart = S['RoundPartRow']
export type RoundPerson = S['RoundPerson']
export type RoundList = S['RoundListView']
export type RoundMissing = S['RoundMissingView']
export type MissingDoor = S['MissingDoorRow']
export type Standing = S['StandingWord']
export type Outcome = S['Outcome']
export type Means = S['Means']
export type Relation = S['Relation']
export type Stay = S['Stay']
export type TickRow = S['TickRow']
export type TickBody = S['TickBody']
export type TickAnswer = S['TickAnswer']
export type NewPerson = S['PersonAddBody']
export type RoundQuery = QueryOf<'/api/v1/rounds/{round_id}/list'>

export type LedgerKind = S['LedgerKind']
export type CareCategory = S['CareCategory']
export type EntryOrigin = S['EntryOrigin']
export type LedgerRow = S['LedgerRow']
export type LedgerPage = S['LedgerPageView']
export type LedgerEntry = S['LedgerEntryView']
export type LedgerFact = S['LedgerFactRow']
export type LedgerOffer = S['LedgerOfferRow']
export type LedgerBody = S['LedgerEntryBody']
export type OwnLedger = S['OwnLedgerRow']
export type Capacity = S['Capacity']
export type LineFlaw = S['LineFlaw']
export type HandoverView = S['HandoverView']
export type HandoverGiven = S['HandoverBody']
export type HandoverFound = S['ReceiptBody']
export type HandoversPage = S['HandoversView']
export type TubePlace = S['TubePlaceRow']
export type RoundTally = S['TallyView']
export type Lab = S['LabView']
export type LabNew = S['LabNewBody']
export type LabWork = S['LabWorkView']
export type PlateRow = S['PlateRow']
export type PlateNew = S['PlateBody']
export type PlateView = S['PlateView']
export type ResultSheetRow = S['ResultSheetRow']
export type ResultSheetNew = S['ResultSheetBody']
export type ResultSheet = S['ResultSheetView']
export type ResultBody = S['ResultBody']
export type ResultFile = S['ResultFileView']
export type SignedResult = S['SignedView']
export type CorrectionNew = S['CorrectionBody']
export type TubeOutcome = S['TubeOutcome']
export type SheetVerdict = S['SheetVerdict']
export type ChargeRow = S['ChargeRow']
export type ChargeBuilding = S['ChargeBuilding']
export type ChargeCompound = S['ChargeCompound']
export type ChargePlace = S['ChargePlace']
export type ChargesPage = S['ChargesView']
export type ChargeChain = S['ChargeChainView']
export type ChargePast = S['ChargePastView']
export type ChargeLine = S['ChargeLine']
export type ChargeNew = S['ChargeNew']
export type ChargeWho = S['ChargeWho']
export type ChargeHandOver = S['ChargeHandOverBody']
export type AnchorRun = S['AnchorRun']
export type LedgerQuery = QueryOf<'/api/v1/ledgers'>
export type TemplateRow = S['TemplateView']
export type FormColumn = S['FormColumnView']
export type ReportField = S['ReportField']
export type ReportCell = S['ReportCell']
export type ReportPurpose = S['ReportPurpose']
export type ReportRowKind = S['ReportRow']
export type ReportPreview = S['PreviewView']
export type ReportKept = S['ReportView']
export type ReportSince = S['SinceView']
export type FillBody = S['FillBody']

/** That something changed, and nothing of what. */
export interface FeedEvent { seq?: number; topic?: string }

export type Pool = S['Pool']
export type SampledView = S['SampledView']
export type TubeRow = S['TubeRow']
export type TubePeople = S['TubePeopleView']
export type StrangerRow = S['StrangerRow']
export type DeviceRow = S['DeviceRow']
export type RollRow = S['RollRow']
export type ChainView = S['ChainView']

export type PersonResults = S['PersonResultsPage']
export type PersonTest = S['PersonTestRow']
export type ResultBinding = S['BindingRow']
export type BindingNew = S['BindingNew']
export type Consent = S['Consent']
