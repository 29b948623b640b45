// The same sentences as ledgers-zh.ts, in English. The types refuse a missing one.
import type { ledgers as ledgersZh } from './ledgers-zh'

export const ledgers: typeof ledgersZh = {
  and: ', ', title: 'Ledgers', community: 'Choose a community', pick: 'Choose a community first.', enter: 'Put on a ledger', ownKeep: 'Own ledgers',
  tab: { due: 'Due today', special_care: 'Special care', latent_risk: 'Latent risk', own: 'Own', over: 'Over' },
  ledger: { special_care: 'Special care', latent_risk: 'Latent risk', own: 'Own' },
  category: { living_alone: 'Lives alone', over_80: 'Eighty and more', bedridden: 'Bedridden', pregnant: 'Pregnant', dialysis: 'Dialysis', chemotherapy: 'Chemotherapy', infant: 'Infant', disability: 'Disability', online_pupil: 'Online class' },
  origin: { form: 'Form', rule: 'Offered by the register', knocked: 'Found at the door' },
  state: { standing: 'On the ledger', overdue: 'Review late', left: 'Left', ended: 'Ended' },
  factKind: { entered: 'Entered', changed: 'Changed', visited: 'Visited', reviewed: 'Reviewed', ended: 'Ended' },
  field: { matter: 'matter', need: 'need', rhythm: 'how often', review_on: 'review' },
  lead: (due, of, overdue) => `${of} to visit or review today, ${due} left; ${overdue} reviews late.`, order: 'A tour is ordered for each grid every day at 10.',
  all: 'All', nOf: (name, n) => `${name} ${n}`, find: 'Name, door', none: 'Nobody yet.', noneHint: 'Confirm whom the register offers, or enter people one by one.', noneDue: 'All of today is done.', noneToday: 'Nobody is due today.', noneOver: 'Nothing is over.', ofGrid: 'Only the people of your grid are shown.',
  column: { name: 'Name', door: 'Door', what: 'What', need: 'What for', rhythm: 'How often', review: 'Review', today: 'Today' },
  years: (n) => `${n}`, phone: (tail) => `ends ${tail}`,
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'], dialysisOn: (days) => `dialysis on ${days}`, dueOn: (date) => `due ${date}`, nextOn: (date) => `next course ${date}`, until: (date) => `isolated until ${date}`, pair: (doctor, informant) => `doctor ${doctor}, informant ${informant}`,
  toVisit: (n) => (n === 1 ? 'to visit' : `${n} visits left`), visited: (n) => (n === 1 ? 'visited' : `visited ${n} times`), toReview: 'to review', notToday: 'not today', reviewBy: (date) => `by ${date}`, reviewLate: (date) => `was due ${date}`, lastVisit: (date) => `last visit ${date}`, noVisit: 'not visited yet', visitedToday: 'visited today',
  act: { visit: 'Visited', review: 'Review', change: 'Change', end: 'Take off', open: 'Open' },
  offers: {
    title: (n) => `The register offers ${n} for a ledger`, lead: 'By age and household, from the register. Nobody is entered without being looked at.', start: 'Look at each', hide: 'Not now', none: 'By the register, nobody is missing.', at: (n, of) => `${n} of ${of}`, confirm: 'Enter', pass: 'Pass over', later: 'Skip', whyNot: 'Why not?', reasons: ['Lives with children', 'In good health, no need', 'Register is wrong, told', 'Away for long'], reasonHint: 'Not offered again until the register changes', confirmed: 'Entered.', passed: 'Noted; not offered again until the register changes.', keys: 'Enter confirms, N passes over, → skips', ruleReason: (because) => `By the register: ${because}`,
  },
  form: {
    enterTitle: 'Put on a ledger', changeTitle: 'Change the entry', who: 'Who', whoHint: 'Name, pinyin initials or door', whoNone: 'Not found. Register the person first.', ledger: 'Ledger', category: 'What for', own: 'Which one', ownNone: 'There is no own ledger yet.', dueOn: 'Due date', weekdays: 'Dialysis on', nextOn: 'Next course', nextHint: 'May be left out', until: 'Isolated until', doctor: 'Doctor', informant: 'Informant (grid worker)', pairHint: 'Doctor and informant go together; neither may be missing.', need: 'What to visit for', needHint: 'As usual where it is empty', rhythm: 'How often', reviewOn: 'Next review', reviewHint: 'As usual where it is empty', reason: 'Reason', enterReasonHint: 'Such as asked by the family', changeReasonHint: 'Such as other days', save: 'Save', enter: 'Enter', entered: 'Entered.', saved: 'Saved.',
    by: { rule: 'As usual', d1: 'Daily', d2: 'Twice a day', d3: 'Three times a day', e2: 'Every 2 days', e3: 'Every 3 days', e7: 'Every 7 days', e14: 'Every 14 days', none: 'Only at review' },
  },
  lacks: { person: 'Choose the person first.', category: 'Choose what for.', own: 'Choose which ledger.', dueOn: 'Give the due date.', weekdays: 'Choose the days of dialysis.', until: 'Say until when.', pair: 'Both the doctor and the informant are needed.', reason: 'Give a reason.', name: 'Give it a name.' },
  entry: { title: 'Entry', person: 'Resident', origin: 'From', entered: 'Entered', history: 'History', next: (date) => `next review ${date}`, changed: (fields) => `changed ${fields}`, left: 'The register says that the person left. The entry rests, and is back when the person is.', visitNote: 'How it went (may be left out)', visitDone: 'Visit noted.', reviewTitle: 'Review: still needed', reviewNote: 'What was seen (may be left out)', reviewDone: 'Reviewed.', endTitle: 'Take off the ledger', endEffect: 'No more visits are ordered. The history stays.', endHint: 'Such as recovered', endDone: 'Taken off.', stale: 'Somebody has just changed it. It was read anew; look before you go on.' },
  own: { title: 'Own ledgers', name: 'Name', nameHint: 'At most 20 signs', make: 'Make', rename: 'Rename', close: 'Close', reopen: 'Open again', closed: 'Closed', none: 'There is no own ledger yet.', made: 'Made.', saved: 'Saved.', closeHint: 'Nobody is entered there any more; who stands there stays.' },
}
