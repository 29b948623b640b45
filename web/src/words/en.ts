// The same sentences as zh-CN.ts, in English. The types refuse a missing one.
import type { desk as deskZh, field as fieldZh, shared as sharedZh } from './zh-CN'

export { register } from './register-en'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const plural = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`

export const shared: typeof sharedZh = {
  product: 'Fangxian',
  date: (month, day) => `${day} ${MONTHS[month - 1]}`,
  dateFull: (year, month, day) => `${day} ${MONTHS[month - 1]} ${year}`,
  listSeparator: ', ',
  sentenceEnd: '.',
  sentenceColon: ': ',
  level: { low: 'Low risk', medium: 'Medium risk', high: 'High risk', guarded: 'Guarded', controlled: 'Controlled', locked: 'Locked down' },
  unlisted: 'Not listed',
  orderKind: { tell_households: 'Tell households', closing_test: 'Closing test', door_service: 'Door service', area_test: 'Whole-area test', resolve_place: 'Check the place', ledger_tour: 'Ledger tour', pool_retest: 'Single retest', antigen_confirm: 'Antigen positive', test_late: 'Late for a test' },
  orderState: { open: 'Unclaimed', claimed: 'In progress', done: 'Done', called_off: 'Called off' },
  late: 'Late',
  mine: 'Claimed by me',
  due: {
    lateDays: (n) => `${plural(n, 'day')} late`,
    lateHours: (n) => `${plural(n, 'hour')} late`,
    lateMinutes: (n) => `${plural(n, 'minute')} late`,
    today: (time) => `Today by ${time}`,
    on: (date, time) => `${date} by ${time}`,
  },
  ago: {
    now: 'just now',
    seconds: (n) => `${plural(n, 'second')} ago`,
    minutes: (n) => `${plural(n, 'minute')} ago`,
    hours: (n) => `${plural(n, 'hour')} ago`,
  },
  sign: {
    login: 'Login', password: 'Password', enter: 'Sign in', entering: 'Signing in…',
    missing: 'Enter your login and password.', leave: 'Sign out', ended: 'Your session has ended. Sign in again.',
  },
  password: {
    title: 'Change your password first', why: 'This is a first password. Change it to go on.', old: 'Current password', fresh: 'New password', again: 'New password again',
    rule: 'At least 12 characters; a sentence is fine.', differ: 'The two new passwords differ.', short: 'At least 12 characters.', save: 'Change and go on', changed: 'Password changed.',
  },
  vouch: {
    title: 'A second person must vouch', why: 'So that nobody acts as two, an administrator or the city command, other than whoever gave out the password, must vouch for this account. Tell them this code in person or by telephone. Until then the account gives no right.',
    code: 'Code', goOn: 'Done, go on', notYet: 'Nobody has vouched yet. Try again later.',
  },
  action: {
    cancel: 'Cancel', confirm: 'Confirm', retry: 'Try again', close: 'Close', back: 'Back', undo: 'Undo', more: 'More', refresh: 'Refresh', all: 'All', loadMore: 'Load more',
  },
  state: { loading: 'Loading…', empty: 'Nothing here yet.', failed: 'Could not load' },
  errors: {
    unknown: 'Something went wrong. Try again later.', unreachable: 'The server cannot be reached. Check the network.', not_signed_in: 'Your session has ended. Sign in again.', sign_in_failed: 'Wrong login or password.', password_must_change: 'Change your first password first.', password_weak: 'The new password does not meet the rule.', account_unvouched: 'A second person must vouch for this account first.', vouch_code_wrong: 'The code is wrong. Ask its owner again.', voucher_is_issuer: 'You gave out the password: another person must vouch.',
    purpose_missing: 'The request did not state its purpose.', not_found: 'Not found, or outside your jurisdiction.', stale: 'Someone changed this just now. Refresh and try again.', id_reused: 'This was sent before with other contents, and is kept aside for a person to check.', bad_input: 'Something entered is not right.',
    notice_unreadable: 'There is no text to read.', notice_known: 'This notice is already in.', notice_closed: 'This notice is already dealt with.', same_person: 'Another person must do this.', change_unplaced: 'A change names no county and cannot be taken.', change_incomplete: 'A change is incomplete and cannot be taken.',
    zone_not_listed: 'The area was not listed on that day.', zone_step_down_too_early: 'It is too early to step down.', zone_condition_missing: 'A condition for the step-down is missing.', zone_raise_due: 'A positive was found: sign the raise; the area is not lowered.', zone_no_raise: 'Nothing lifts this area now.', zone_no_step_down_rule: 'The edition says nothing of a step-down from this level.', day_out_of_range: 'The day is out of range.', fact_not_withdrawable: 'This fact cannot be withdrawn.',
    edition_unknown: 'There is no such edition.', level_not_in_edition: 'This edition does not have the level.', nothing_to_draft: 'There is nothing to draft.', order_state: 'The order does not allow this now.', order_taken: 'Someone else has claimed the order.', evidence_missing: 'Say what was done.',
    code_list_refused: 'A list is no epidemiological evidence; nobody’s code changed.', code_reason_refused: 'Such a reason cannot be entered.', code_lines_unknown: 'Somebody of the list was not found; nobody was entered.', code_evidence_used: 'The same record was used before; a longer time takes a new one.', code_several_counties: 'One county at a time.', code_reason_gone: 'This reason is over.', appeals_too_many: 'Three appeals against this reason already.', gathering_barred: 'It is not allowed on that day and was not filed.', tube_unfit: 'This tube cannot be used.', appeal_lapsed: 'Nobody answered in time; the reason lapsed.', lab_decides: 'A laboratory puts his own result right.', test_entry_known: 'The same was entered for some of these days.', roles_conflict: 'One person may not hold both roles.', login_taken: 'This login is taken.', place_unknown: 'There is no such place.', no_report: 'There is no report of this test yet.', bindings_too_many: 'This person looks for ten others already.', binding_known: 'These two are bound already.', handover_taken: 'This hand-over was taken over already.', plate_entered: 'This plate has results already.', plate_held: 'The quality check of this plate failed; it cannot be signed.', antigen_refused: 'This report is not taken.', antigen_mark_refused: 'This cannot be said of the report; please reload.', photo_too_large: 'The photo is larger than 4 MB.', photo_kind: 'This is no photo.', photo_broken: 'The photo is incomplete.', photo_dimensions: 'The photo has a wrong size.', charge_known: 'The same person is in charge of it already.', ledger_known: 'This person is on that ledger already.', ledger_ended: 'This entry was taken off the ledger.', person_known: 'This document is registered already.', merged_away: 'This record was merged into another of the same person.', export_state: 'This list cannot be handled so now; refresh.', own_export: 'Who asks does not approve.', budget_spent: 'As many people as a day’s work needs were seen or taken out today.', person_gone: 'One of the two records is no longer counted.', not_unmergeable: 'This merge cannot be undone now.', sheet_columns: 'A column of names and one of addresses are needed.', sheet_may_be_cut: 'The file may have been cut off. Check its last row.', import_state: 'This import cannot do that now. Look again.', snapshot_unreadable: 'This is no national list.', snapshot_known: 'This list has been taken over already.', device_unknown: 'This phone is not enrolled for sampling.', device_revoked: 'This phone was revoked.', signature_wrong: 'The signature of what was sent is wrong; nothing was written.', results_refused: 'No result was signed.', not_a_drill: 'This is not a drill.', busy: 'The system is busy. Try again later.', counting: 'The list is being counted. Look again in a moment.', storage_full: 'Storage is full; nothing was written.', paper_failed: 'Typesetting failed.', no_font: 'A font is missing.', internal: 'The server failed. Try again later.',
  },
  messages: {
    title: 'Messages', unread: (n: number) => `${n} unread`, none: 'No messages yet.', readAll: 'Mark all as read', fresh: 'New',
    zoneListed: (area: string, to: string) => `${area} is now ${to}.`, zoneMoved: (area: string, from: string, to: string) => `${area} moved from ${from} to ${to}.`, zoneReleased: (area: string) => `${area} was released and is off the list.`,
    late: (place: string, arrivals: boolean, n: number) => `${place}: ${n} ${arrivals ? 'arrivals not received' : 'gatherings not answered'} in time.`, handedBack: (place: string, work: string) => `An order (${work}) at ${place} was handed back; please reassign it.`, codeList: (place: string, n: number, refused: boolean) => refused ? `${place}: somebody sent a list of ${n} people without epidemiological evidence. It was refused; nobody’s code changed. See the trail.` : `${place}: somebody proposed to color ${n} people at once; two must approve. See the trail.`, tubesOverdue: (place: string, n: number) => `${place}: ${n} tubes were sealed more than 12 hours ago and have no result; see Custody for who has them.`, retestDue: (place: string) => `${place}: a tube is positive; go to the door at once and arrange a single retest.`, antigenDue: (place: string) => `${place}: somebody tested positive at home; go to the door at once for a single sample.`, noticeWaits: (number: string) => (number === '' ? 'A notice waits to be confirmed.' : `Notice ${number} waits to be confirmed.`),
  },
  language: { name: 'English', other: '中文', label: 'Switch language' },
}

export { charges } from './charges-en'
export { journeys } from './journeys-en'
export { sites } from './sites-en'
export { arrivals } from './arrivals-en'
export { filings } from './filings-en'
export { lodgings } from './lodgings-en'
export { venues } from './venues-en'
export { table } from './table-en'
export { labs } from './labs-en'
export { reports } from './reports-en'
export { rounds, roundsDesk, roundsField } from './en-rounds'

export const desk: typeof deskZh = {
  title: 'Fangxian desk',
  skip: 'Skip to content',
  menu: { open: 'Open menu', close: 'Close menu', label: 'Main menu' },
  room: { arrivals: 'Arrivals', filings: 'Filings', lodgings: 'Lodging', venues: 'Place codes', elsewhere: 'Cases elsewhere', codes: 'Reasons of codes', code_work: 'Codes to look into', code_appeals: 'Appeals', code_told: 'Tell a code', board: 'Command board', zones: 'Zones', notices: 'Notice desk', drafts: 'Drafts', national: 'National list', orders: 'Orders', rounds: 'Door lists', register: 'Register', charges: 'In charge', results: 'Results', antigen: 'Antigen tests', ledgers: 'Ledgers', imports: 'Take in a list', exports: 'Lists taken out', grids: 'Grids', sampling: 'Sampling', chains: 'Chains', frequency: 'Test frequency', sites: 'Sites', reports: 'Reports', custody: 'Custody', labs: 'Laboratory', rules: 'Rules', accounts: 'Accounts', vouching: 'Vouching', audit: 'Audit', drill: 'Drill clock' },
  group: { daily: 'Daily', testing: 'Testing', passage: 'Health codes', people: 'Residents', ground: 'Grounds', admin: 'Administration' },
  top: { edition: (short) => `In force: ${short}`, drill: 'Drill', keys: 'Shortcuts' },
  keys: {
    title: 'Keyboard shortcuts', search: 'Go to the query field', board: 'Command board', zones: 'Zones', notices: 'Notice desk', orders: 'Orders', rules: 'Rules', register: 'Register', rounds: 'Rounds', ledgers: 'Ledgers', help: 'Show this page', then: 'then',
  },
  notAllowed: 'You may not enter this page. Ask an administrator if you need to.',
  welcome: { lead: 'A city’s outbreak response', sub: 'A notice goes in, a working day comes out: every zone says its ground, its days and what is next.', demo: 'Accounts are opened by an administrator. A first password must be changed.' },
  board: {
    day: 'Day shown', today: 'Back to today', past: (date) => `You are looking at ${date}`, pastNote: 'As was known on that day; nothing can be changed here.',
    live: 'Live', polling: 'Every 30 s', age: (ago) => `Data from ${ago}`, stale: 'Data is old',
    zonesNow: 'Zones listed', map: 'Gravest level by county', mapNote: 'Colored by the gravest zone of the county. Choose a county to see its zones.', asTable: 'As a table', asMap: 'As a map', none: 'No zones',
    orders: 'Today’s orders', open: 'Open', recent: 'Latest changes', recentNone: 'No change yet.', late: 'Late', doneToday: 'Done today', dueToday: 'Due today', stepDowns: 'May step down today or tomorrow', stepDownsNone: 'No zone comes due today or tomorrow.', lateOrders: 'Late orders', lateNone: 'No late orders.',
    county: 'County', countyOrders: (open, late) => `${plural(open, 'open order')}, ${late} late`, seeAll: 'See all',
    mapLabel: (parts) => `Map: ${parts}`, risen: (to) => `Risen to ${to}`,
  },
  zones: {
    title: 'Zones', search: 'Area name', county: 'County', level: 'Level', listed: 'Listed', all: 'With released', query: 'Query', reset: 'Reset',
    area: 'Area', since: 'Rated on', latest: 'Latest case', clock: 'Days', earliest: 'Earliest step-down', next: 'Next', total: (n) => plural(n, 'zone'), except: (area, what) => `${area} (except ${what})`,
    mayRelease: 'May be released', none: 'No zone fits.', noneHint: 'Try another filter, or include the released ones.', noCase: 'none', more: '50 more',
    proposal: { keep: 'Keep', await_conditions: 'Awaits conditions', step_down: 'May step down', raise: 'To be raised', not_listed: 'Not listed' },
  },
  zone: {
    back: 'Back to the list', dayCount: (n, m) => `Day ${n} of ${m}`, dayOver: (n, m) => `${m} days complete (day ${n})`, noCount: 'No day count',
    headline: {
      keep: (level, date) => `${level}, may step down from ${date}`, keepOpen: (level) => `${level}, no step-down date yet`,
      await_conditions: (level, n) => `${level}, days complete, ${plural(n, 'condition')} missing`, step_down: (level, to) => `${level}, today: ${to}`, raise: (level, to) => `${level}, a positive was found: ${to === null ? 'to be raised' : `to become ${to.toLowerCase()}`}`, not_listed: 'Not listed',
    },
    toLevel: (level) => `step down to ${level.toLowerCase()}`, release: 'release',
    clock: 'Days', zeroRated: 'The day of rating is day 0', zeroCase: 'The day of the latest case is day 0', line: { day0: 'Day 0', today: 'Today', case: 'Case', tested: 'Area test', positive: 'Positive', down: 'Step-down', rated: 'Rated', dayN: (n) => `Day ${n}` },
    measure: 'Measures', rule: 'Step-down clause', missing: 'Conditions missing', missingNone: 'No condition is missing.', unsure: 'Unconfirmed: shown only, holds nothing up', facts: 'Facts', ordersHere: 'Orders of this zone', ordersNone: 'This zone has no orders.',
    place: 'Place', placeNone: 'Not linked to a place', placeLink: 'Link a place', placeChange: 'Change', placePick: 'Choose a place', placeSearch: 'Type a name to find a place',
    factKind: { rated: 'Rated', released: 'Released', case_found: 'Case found', area_tested: 'Area tested', contacts_cleared: 'Contacts clear', withdrawn: 'Withdrawal' }, groundKind: { notice: 'Notice', snapshot: 'National list', rule: 'Rule', edition_change: 'Edition change', person: 'Recorded by hand' }, outcome: { all_negative: 'all negative', positive_found: 'positive found' },
    withdrawnMark: 'withdrawn', ground: 'Ground', signedBy: 'Signed by', recordedAt: 'Recorded', edition: (short) => `Under ${short}`,
    act: { recordCase: 'Record a case', recordTest: 'Record an area test', clearContacts: 'Record contacts clear', signStepDown: 'Sign step-down', signRaise: 'Sign the raise', signRelease: 'Sign release', withdraw: 'Withdraw' },
    caseTitle: 'Record a case', caseOn: 'Found on', note: 'Note', caseEffect: 'The days are counted anew from this day.', clearTitle: 'Record that contacts are clear', clearOn: 'Confirmed on', testTitle: 'Record an area test', testOn: 'Tested on', testOutcome: 'Outcome', save: 'Record',
    raiseTitle: 'Sign the raise', raiseTo: (level) => `raise to ${level.toLowerCase()}`, raiseRule: 'Raise clause',
    stepTitle: 'Sign the step-down', releaseTitle: 'Sign the release', stepEffect: (area, from, to) => `Signing means for ${area} (${from}): ${to}, in force today, and into the next notice’s draft.`, stepUndo: 'Only another fact undoes this; the record stays.', stepSign: 'Sign', stepTooEarly: (date) => `Not before ${date}`, stepWaits: 'A condition is missing',
    withdrawTitle: 'Withdraw a fact', withdrawWhat: (what) => `To be withdrawn: ${what}`, withdrawEffect: 'The record stays, marked as withdrawn; the days are counted from the facts that remain.', reason: 'Reason', reasonMissing: 'Give a reason.', saved: 'Recorded.', signed: 'Signed.', withdrawn: 'Withdrawn.', linked: 'Linked.', dayMissing: 'Choose a day.',
  },
  clause: { source: 'Source', confidence: { A: 'Official text', B: 'Several copies agree', C: 'One copy', U: 'Unconfirmed' } },
  notices: {
    title: 'Notice desk', paste: 'Paste the whole text of the notice', pasteHint: 'Newspaper line breaks, Markdown marks and OCR damage are fine; no zone changes before you confirm.', upload: 'Choose a file', preview: 'Preview', previewing: 'Reading…', clear: 'Clear', wrongFile: 'Only .txt or .md text files can be read.', tooLarge: 'The file is over 5 MB.', sample: 'After pasting, Ctrl + Enter reads it',
    keep: 'Put in and check', known: 'This notice is already in; here it is.', text: 'The words', changes: 'Changes read', changesNone: 'No change was read.', number: 'Number', date: 'Date', authority: 'Authority', edition: 'Edition', unread: 'not read',
    counts: 'Counts', stated: 'Stated', found: 'Found', same: 'Agree', differs: 'Differ', unstated: 'not stated', flags: 'To be looked at', take: 'Take', takeAll: 'All', takeNone: 'None', notTaken: 'not taken', taken: (n, of) => `${n} of ${of} chosen`,
    action: { added: 'Added', raised: 'Raised', lowered: 'Lowered', released: 'Released' }, from: (level) => `was ${level.toLowerCase()}`, placeWaits: 'Where is it? May be left open and said later', notReadable: 'County not read',
    confirm: 'Confirm', confirmTitle: 'Confirm this notice', confirmLead: (n) => `${plural(n, 'change')} will be taken:`, confirmLeft: (n) => `${n} not chosen will be left out.`, confirmEffect: 'Confirming writes the register and raises the orders.', mineNote: 'You put this notice in; another person must confirm it.', flagged: (n) => `${n} of them flagged.`, setAside: 'Set aside', setAsideTitle: 'Set this notice aside', setAsideEffect: 'No zone changes; the text and its reading are kept.', confirmed: 'Taken; the zones are up to date.', asideDone: 'Set aside.',
    list: 'Notices put in', listNone: 'No notice has been put in.', state: { read: 'To check', confirmed: 'Taken', set_aside: 'Set aside' }, nChanges: (n) => plural(n, 'change'), putIn: (who, when) => `put in by ${who}, ${when}`, confirmedBy: (who, when) => `confirmed by ${who}, ${when}`, noNumber: 'number not read', open: 'Open', goZones: 'See zones', changeWords: (n) => `Change ${n}`, previewNote: 'A preview: nothing is stored yet.',
  },
  flag: {
    count_differs: 'Counts differ', county_unknown: 'County unknown', listed_at_another_level: 'Listed at another level', listed_already: 'Listed already', not_listed: 'Not on the list', text_cut_off: 'Text cut off', level_from_later_sentence: 'Level from a later sentence', from_unstated: 'Former level unstated', step_down_too_early: 'Step-down early', step_down_late: 'Step-down late', clause_differs: 'Clause differs from the edition', edition_differs: 'Another edition', level_not_in_edition: 'Level not in this edition', date_unreadable: 'Date unreadable', number_unreadable: 'Number unreadable', authority_missing: 'No authority', named_twice: 'Named twice', no_changes: 'No changes', range_unreadable: 'Range unreadable', several_notices: 'Several notices',
  },
  drafts: {
    title: 'Drafts', waiting: 'Changes waiting for a notice', waitingNone: 'Nothing is waiting. Signed step-downs and confirmed changes appear here.', next: (number) => `Next number: ${number}`, make: 'Make the draft', made: 'The draft is made.', list: 'Drafts made', listNone: 'No draft yet.', pdf: 'Open PDF', copy: 'Copy the text', copied: 'Copied.', draftedBy: (who, when) => `drafted by ${who}, ${when}`, from: 'From', to: 'To', signed: 'Signed by', pick: 'Choose at least one change.',
  },
  orders: {
    title: 'Orders', state: { unfinished: 'To do', all: 'All', open: 'Unclaimed', claimed: 'In progress', late: 'Late', done: 'Done' }, what: 'What', where: 'Where', grid: 'Grid', due: 'Due', who: 'Who', stateName: 'State', none: 'No order fits.', detail: 'Order', instruction: 'Instruction', ground: 'Ground', history: 'History', handedBack: (n) => `handed back ${plural(n, 'time')}`, zone: 'Zone', nobody: 'unclaimed', risen: (to) => `late, risen to ${to}`,
    factKind: { raised: 'Raised', claimed: 'Claimed', done: 'Done', handed_back: 'Handed back', hand_back: 'Handed back', claim: 'Claimed', risen: 'Risen', called_off: 'Called off' }, householdsDone: 'Households done', householdsLeft: 'Households left', system: 'System', forDay: 'For', search: 'Filter by area or grid', pdf: 'Print the list (PDF)', pdfHint: 'The orders of this filter as a list to tick off, at most 200',
    act: { claim: 'Claim', done: 'Done', handBack: 'Hand back' }, doneTitle: 'Finish the order', handBackTitle: 'Hand the order back', reason: 'Reason', note: 'Note', saved: 'Recorded.',
  },
  rules: {
    title: 'Rules', inForce: 'In force', from: (date) => `from ${date}`, span: (from, to) => `${from} to ${to}`, published: (date) => `published ${date}`, unsureNote: (n) => `${plural(n, 'sentence')} of this edition unconfirmed; the health authority should confirm.`, asWritten: 'As written: ', change: 'Edition change', changeLead: 'What happens to each listed zone under another edition.', changeTo: 'Change to', report: 'Report', becomes: 'Becomes', now: 'Now', earliestNow: 'Earliest now', earliestThen: 'Earliest then', why: 'Why', sign: 'Sign the change', signTitle: 'Sign the edition change', signEffect: (n, title) => `Signing moves ${plural(n, 'zone')} to ${title}, in force today.`, changed: (n) => `${plural(n, 'zone')} moved.`, off: 'off the list', none: 'No listed zone is touched.', notListed: '—', signed: 'Signed',
  },
  accounts: {
    title: 'Accounts', create: 'New account', login: 'Login', name: 'Name', roles: 'Roles', role: 'Role', jurisdiction: 'Jurisdiction', state: 'State', active: 'Active', disabled: 'Disabled', mustChange: 'First password', unvouched: 'Awaits vouching', enable: 'Enable', endRole: 'End', endRoleTitle: 'End a role', endRoleEffect: (name, role) => `The role of ${name} (${role}) ends at once; somebody else must take over the work.`, disable: 'Disable', disableTitle: 'Disable the account', disableEffect: (name) => `${name} is signed out at once and can no longer enter. What was done stays on record.`, reset: 'Reset password', resetEffect: (name) => `A new first password is made for ${name}; the old one ends at once.`, grant: 'Add a role', first: 'First password', firstNote: 'Shown only once. Hand it over in person; it must be changed at first sign-in.', firstCopied: 'Copied.', copy: 'Copy', done: 'Handed over', loginRule: '3 to 32 lower-case letters, digits or hyphens.', nameMissing: 'Enter the name.', roleMissing: 'Choose role and jurisdiction.', add: 'Add', remove: 'Remove', none: 'No accounts.', act: 'Acts', saved: 'Saved.',
    roleName: { station_worker: 'Station worker', code_proposer: 'Code proposer', code_approver: 'Code approver', appeal_officer: 'Appeal officer', hotline: 'Hotline', city_command: 'City command', zone_drafter: 'Zone drafter', zone_signer: 'Zone signer', community_registrar: 'Community registrar', grid_worker: 'Grid worker', sampler: 'Sampler', courier: 'Courier', lab_reporter: 'Lab reporter', lab_signer: 'Lab signer', auditor: 'Auditor', administrator: 'Administrator' },
  },
  national: {
    lead: 'Take over the national list of risk areas. A list that looks cut off is held and releases nobody.', export: 'Export our list', fileName: (day) => `risk-areas-${day}.json`,
    drop: 'Drop the list here, or choose a file', choose: 'Choose a list', dropHint: 'The national list as JSON, at most 8 MB. It is compared first; no zone changes.', wrongFile: 'Only .json files can be read.', tooLarge: 'The file is over 8 MB.', step: { reading: 'Step 1: reading…', weighing: 'Step 2: comparing…', writing: 'Writing…' },
    hour: (date, hour) => `${date}, ${hour}:00`, of: (hour) => `The list of ${hour}`,
    would: { applied: 'Can be taken over', held: 'Would be held', unchanged: 'No change' }, done: { applied: 'Taken over', held: 'Held', unchanged: 'Kept; no change' }, state: { applied: 'Applied', held: 'Held', unchanged: 'No change' }, notYet: 'Not taken over yet.',
    counts: (added, changed, left) => `${added} added, ${changed} changed, ${left} leave:`, inDoubt: (n) => `${plural(n, 'zone')} not yet due and not on this list:`, inDoubtHint: 'Check that the list is whole.',
    putIn: 'Take over', putInHeld: 'Keep as held', askTitle: 'Zones would leave the list', askLead: (n) => `${plural(n, 'zone')} will leave the register and the orders there are called off:`, askUndo: 'Only a signer can undo this, zone by zone.',
    list: 'Lists taken over', listNone: 'No list has been taken over.', takenAt: 'List of', stateName: 'Outcome', reason: 'Why',
  },
  vouching: {
    title: 'Vouching', lead: 'An account that is new, or whose password was reset, gives no right until somebody other than whoever gave out the password vouches for it. Be sure that it is its owner who tells you the code.', none: 'No account is waiting.',
    code: 'Code', vouch: 'Vouch', done: 'Vouched.', mine: 'You gave out the password: another person must vouch', firstPassword: 'The first password was not changed yet',
  },
  audit: {
    title: 'Audit', damaged: 'This entry is damaged: it cannot be read, or its words do not fit its hash. Report it at once.', acts: 'Acts', reads: 'Readings', readsLead: 'Who read personal data, how much, and what for. What they read is not here.', readNone: 'Nobody has read personal data yet.', readWhat: 'What', readMany: 'How many', nRecords: (n) => plural(n, 'record'), readSubject: { arrivals: 'Arrivals', 'filed-gatherings': 'Gatherings that were filed', 'filed-leavings': 'Who leaves the city', 'person-code': 'A code and its reasons', 'code-work': 'Codes to look into', 'code-reasons': 'Reasons of codes that were entered', 'code-appeals': 'Appeals', antigen: 'List of antigen tests', 'antigen-reported': 'Reporting an antigen test', 'antigen-photo': 'Photo of an antigen test', chain: 'Following a positive tube', tube: 'Who is in a tube', 'sampling-pack': 'List taken to a sampling table', 'test-due': 'Who is due for a test', 'test-class': 'Test frequency', account: 'Accounts (names)', people: 'List of residents (masked)', 'people/search': 'Search for residents', 'people/alike': 'Search for doubles', person: 'A resident', 'person-revealed': 'Whole document and phone', 'person-history': 'History of a record', 'people/candidates': 'Possible doubles', export: 'A list taken out', 'import-rejects': 'Rows with problems', ledger: 'Ledger list', 'ledger-entry': 'Ledger entry', 'ledger-offers': 'Whom the register offers', round: 'Door list', 'round-missing': 'Who was missed', 'round-printed': 'Door list printed', 'person-looks': 'Who looked at a record', 'person-looks-printed': 'The same, printed', 'report-preview': 'Report previewed', report: 'Report filled', 'report-file': 'Report downloaded', 'report-since': 'Report compared', 'person-results': 'Results told', 'person-report': 'Report printed', 'paper-codes': 'Paper codes printed', cards: 'Cards printed', 'import-undo': 'Undo of an import checked' }, lead: 'Each entry locks the one before; any edit shows.', verify: 'Verify the chain', verifying: 'Verifying…', intact: (n, c) => `Intact: ${plural(n, 'entry', 'entries')}, ${plural(c, 'signed checkpoint')}, nothing edited.`, broken: (seq) => `The chain breaks at entry ${seq}. Report this at once.`, seq: 'No.', at: 'Time', who: 'Account', act: 'Act', purpose: 'Purpose', subject: 'Subject', hash: 'Hash', detail: 'Detail', none: 'No entries.', more: 'Earlier entries', system: 'System', charges: 'Who is in charge', charge: 'One in charge',
    purposeName: { command: 'Command', code_decision: 'Deciding codes', appeal: 'Appeals of codes', zone_decision: 'Zone decision', order_work: 'Order work', register: 'Register', sampling: 'Sampling', lab_work: 'Laboratory work', result_notice: 'Telling results', audit: 'Audit', administration: 'Administration', own_data: 'Own data' },
    actName: {
      arrival_report: 'Report an arrival', arrival_see: 'See arrivals', arrival_keep: 'Receive arrivals', arrival_station: 'Check at the station', arrival_direct: 'Direct an arrival', arrival_count: 'See numbers of arrivals', paper_code_print: 'Print paper codes', venue_see: 'See place codes', venue_keep: 'Keep place codes', venue_approve: 'Approve place codes', venue_inspect: 'Inspect places', venue_close: 'Propose to close trades', venue_close_sign: 'Sign that trades are closed', gathering_see: 'See gatherings', gathering_keep: 'Keep gatherings', leaving_keep: 'Keep leavings', elsewhere_see: 'See cases elsewhere, answer on travel', gate_keep: 'Keep gates', elsewhere_keep: 'Enter cases elsewhere', code_reason_see: 'See reasons of codes', code_reason_propose: 'Propose a reason', code_reason_approve: 'Approve a reason', code_tell: 'Tell a code', code_appeal_see: 'See appeals', code_appeal_decide: 'Decide appeals', code_work: 'Look into codes', board_see: 'See the board', sampling_see: 'See sampling', sampling_keep: 'Plan sampling', sampling_take: 'Take samples', device_keep: 'Keep phones', tube_people_see: 'See who is in a tube', antigen_see: 'See antigen tests', antigen_report: 'Report an antigen test', antigen_photo_see: 'See a photo of a test', antigen_keep: 'Keep antigen tests', chain_see: 'See a chain', frequency_see: 'See test frequency', frequency_decide: 'Decide on test frequency', frequency_sign: 'Sign such a decision', frequency_list_see: 'See who is due for a test', frequency_keep: 'Enter trades and exemptions', site_see: 'See sites', site_keep: 'Keep sites', site_queue: 'Report a queue', tube_carry: 'Hand tubes over', tube_track: 'Track tubes', lab_see: 'See laboratories', lab_keep: 'Keep laboratories', lab_report: 'Enter results', lab_sign: 'Sign results', result_tell: 'Tell a result', zone_see: 'See zones', zone_case_record: 'Record a case', zone_test_record: 'Record a test or contacts clear', zone_step_down_sign: 'Sign a step-down', zone_fact_withdraw: 'Withdraw a fact', zone_place_set: 'Link a place', notice_preview: 'Preview a notice', notice_put_in: 'Put a notice in', notice_see: 'See notices', notice_confirm: 'Confirm a notice', notice_set_aside: 'Set a notice aside', draft_see: 'See drafts', draft_make: 'Make a draft', edition_see: 'See rules', edition_change_see: 'See an edition change', edition_change_sign: 'Sign an edition change', order_see: 'See orders', order_work: 'Work on an order', place_see: 'Look up a place', snapshot_put_in: 'Take over a national list', snapshot_see: 'See national lists', account_see: 'See accounts', account_keep: 'Keep accounts', audit_see: 'See the audit', read_log_see: 'See the read log', feed_follow: 'Follow changes', drill_turn: 'Turn the drill clock', person_see: 'See the register', person_reveal: 'See whole numbers', person_add: 'Register somebody', person_keep: 'Change a record', look_see: 'See who looked at a record', look_print: 'Print who looked at a record', person_merge: 'Merge records of one person', export_see: 'See lists taken out', export_ask: 'Take a list out', export_approve: 'Approve a list', export_trace: 'Trace a copy', roster_import: 'Take in a list', round_see: 'See rounds', round_keep: 'Open or close a round', round_list_see: 'See a door list', round_tick: 'Tick a door list', ledger_see: 'See ledgers', ledger_enter: 'Put on a ledger', ledger_visit: 'Visit or review', ledger_keep: 'Keep ledgers', grid_see: 'See grids', grid_draw: 'Draw grids', report_see: 'See reports', report_template_keep: 'Put a form in', report_fill: 'Fill a form', message_see: 'See messages', own_keep: 'Own account', charge_see: 'See who is in charge', charge_call: 'See a phone to call', charge_keep: 'Keep who is in charge',
      sign_in: 'Sign in', sign_in_failed: 'Sign-in failed', sign_out: 'Sign out', password_change: 'Change password', account_seeded: 'Account seeded',
    },
    detailName: { chosen: 'chosen', built: 'built', opened: 'opened', moved: 'moved', closed: 'closed', hours_set: 'hours set', offers_set: 'offers set', none: 'no wait', ten_minutes: 'about 10 min', half_hour: 'about 30 min', hour_up: 'an hour or more', make: 'made', end_role: 'role ended', disable: 'disabled', enable: 'enabled', password_reset: 'password reset', claimed: 'claimed', done: 'done', handed_back: 'handed back', applied: 'applied', held: 'held', unchanged: 'no change', entered: 'entered', found: 'found at the door', changed: 'changed', left: 'left', returned: 'back', put_in: 'uploaded', apply: 'taken in', cancel: 'cancelled', open: 'opened', close: 'closed', keep: 'changed', visited: 'visited', reviewed: 'reviewed', ended: 'ended', passed_over: 'passed over', grids: 'grids', apart: 'two people', merged: 'merged', unmerged: 'merge undone', asked: 'asked', approved: 'approved', declined: 'declined', fetched: 'fetched', begin: 'put in charge', end: 'given a last day', hand_over: 'handed over', undo: 'undone' },
  },
  drill: { title: 'Drill clock', lead: 'In a drill the city’s day can be moved on. Day counts, orders and the board follow. It cannot go back.', now: 'City day', next: 'Next day', to: 'Move to', move: 'Move', effect: (date) => `The city’s day moves to ${date}.`, moved: (date) => `The city’s day is ${date}.` },
}

export const field: typeof fieldZh = {
  title: 'Grid orders', today: 'Today', due: 'Due for a test', mine: 'Mine', grid: 'My grid', counts: { open: 'To do', done: 'Done', late: 'Late' }, noneMine: 'You have claimed no order.', noneGrid: 'No open order in your grid today.', doneTab: 'Done', noneDone: 'No order done yet today.',
  offline: 'No network. Work on; it is sent when you are back.', cached: (ago) => `As of ${ago}.`, queue: { waiting: 'To send', sent: 'Sent', accepted: 'Received', refused: 'Not accepted' }, queueLine: (n) => `${n} to send`, queueTitle: 'Sending', queueNone: 'Nothing to send.', sendNow: 'Send now', refusedHint: 'Open the order, check, and do it again.', dismiss: 'OK',
  what: 'What', where: 'Where', why: 'Why', when: 'By when', how: 'Instruction', zone: 'Zone', history: 'History',
  claim: 'Claim', done: 'Done', handBack: 'Hand back', claimed: 'Claimed', doneTitle: 'Finish the order', householdsDone: 'Households done', householdsLeft: 'Households left', note: 'Note (optional)', submit: 'Submit', handBackTitle: 'Hand back', reason: 'Reason', reasons: ['Wrong address', 'Not my grid', 'Too few hands', 'Needs a higher level'], reasonMissing: 'Give a reason.', countMissing: 'Enter the households.', leftHint: 'Some households are left: say why in the note.',
  undo: (n) => `${n} s to undo`, saved: 'Recorded.', leaveTitle: 'Not everything is sent', leaveText: (n) => `Signing out deletes ${plural(n, 'unsent record')} on this phone.`, leaveAnyway: 'Sign out anyway', refreshed: 'Up to date.', pull: 'Pull to refresh', letGo: 'Release to refresh', notWorker: 'This account has no orders to work on. Use the desk.', account: 'Me', language: 'Language', install: 'Add this page to the home screen; it opens without a network.', storageFailed: 'This phone cannot store the record. Free some space first.', notCached: 'This order is not on the phone yet. Open it when you are online.',
  takenBy: (who) => `Claimed by ${who}`, doneBy: (done, left) => `${done} households done, ${left} left`, minus: 'Less', plus: 'More',
}
