import type { FrequencyWords } from './frequency'

export const frequency: FrequencyWords = {
  title: 'Test frequency', lead: 'Who is tested how often, who is due today, who is late.', today: 'Today', dot: ' · ', list: ', ', note: (words) => ` (${words})`, quote: (words) => `“${words}”`,
  every: (days) => (days === 1 ? 'every day' : `every ${days} days`), everybody: 'All residents', of: (trade) => `People in ${trade}`,
  trade: { delivery: 'delivery', market: 'shops and markets', transit: 'public transport', clinic: 'health care', care_home: 'care homes', school: 'schools', catering: 'catering', hotel: 'hotels', cold_chain: 'logistics, cold chain', cleaning: 'cleaning', other: 'another key trade' },
  reason: { medical: 'On medical advice', recovered: 'Recovering', infant: 'Infant', bedridden: 'Bedridden', away: 'Away', other: 'Other' },
  standing: { not_covered: 'Nothing required', exempt: 'Put off', not_yet: 'Not yet due', due: 'Due today', late: 'Late' },
  state: { waiting: 'Waits for a second signature', declined: 'Declined', coming: 'To come', in_force: 'In force', over: 'Over' },
  past: { made: 'Made', signed: 'Signed', declined: 'Declined', ended: 'Ended early' },
  notApplied: { unsure: 'Source unsure: shown, nobody is held to it', needs_cases: 'Depends on where cases are: takes a decision of the command', no_districts: 'Does not say which districts: nobody is held to it' },
  days: (first, last) => (last === null ? `from ${first}` : `${first} to ${last}`),
  rules: { title: 'What is required', none: 'Nothing is required at present.', byRule: 'Rule', byDecision: 'City decision', source: 'Source', by: (who, when) => `${who} ${when}`, over: (n) => `${n} over or declined`, fold: 'Fold' },
  decide: {
    make: 'Make a decision', title: 'Decide on test frequency', lead: 'Another person signs it; it binds nobody before.', place: 'Where', placeHint: 'City, county, street or community', city: 'Whole city', who: 'For whom', every: 'How often', everyDays: 'days', first: 'First day', last: 'Last day', lastHint: 'Open where empty', words: 'Words', wordsHint: 'As the notice or the minutes have them', source: 'Source', sourceHint: 'Which document, of which day', save: 'Submit for signature', saved: 'Submitted: another person signs it.',
    sign: 'Sign', signTitle: 'It holds at once', signEffect: 'Who is due and late follows from it, and so do reminders and orders. Check words and place.', signed: 'Signed.', decline: 'Decline', declined: 'Declined.', own: 'You made it: another person signs.', end: 'End early', endEffect: 'The last day; nobody is asked by it afterwards.', ended: 'Last day set.', reason: 'Reason',
  },
  lacks: { place: 'Choose a place.', every: 'Every 1 to 14 days.', words: 'Give the words and the source.', first: 'Give the first day.', last: 'Give the last day.', reason: 'Give a reason.', choice: 'Choose one.', lines: 'No line to enter.' },
  counts: { title: 'Now', place: 'Place', people: (n) => `${n} people`, see: (place) => `See ${place}`, up: 'Up' },
  view: { late: 'Late', due: 'Due today', to_tell: 'To be told', exempt: 'Put off', trade: 'Key trades', all: 'All' },
  none: { late: 'Nobody is late.', due: 'Nobody is due today.', to_tell: 'Nobody is to be told at the door.', exempt: 'Nobody is put off.', trade: 'Nobody of a key trade is entered.', all: 'Nobody here.' },
  column: { who: 'Name', door: 'Door', standing: 'Standing', last: 'Last sample', every: 'Frequency', more: 'More' },
  late: (n) => `${n} d late`, dueOn: (date) => `due ${date}`, dueToday: 'due today', until: (date) => `put off to ${date}`, noSample: 'none in 30 days', noPhone: 'no phone', tail: (tail) => `ends in ${tail}`, nothing: 'nothing required',
  act: { told: 'Told', toldOf: (who) => `${who} was told`, exempt: 'Put off', trade: 'Key trade', end: 'End', paste: 'Paste a list of a trade', open: 'Open record' },
  entry: {
    exemptTitle: (who) => `${who} · put off`, tradeTitle: (who) => `${who} · key trade`, why: 'Why', note: 'Note', noteHint: 'Read by the registrars of this community alone', first: 'First day', last: 'Last day', lastHint: 'At most 90 days; ends by itself', trade: 'Trade', workplace: 'Workplace', workplaceHint: 'Such as a delivery station', openEnd: 'Open where empty', save: 'Save', exempted: 'Put off.', entered: 'Entered.', endTitle: 'End early', endReason: 'Reason', ended: 'Ended.', by: (who) => `by ${who}`,
  },
  paste: { title: 'Paste a list of a trade', lead: 'A line a person: name or document, trade, workplace. Where names are the same, give the document.', example: 'Zhang San delivery rider', read: 'Read', understood: (n) => `${n} found`, not: (n) => `${n} lines not found, not entered`, line: (n) => `Line ${n}`, flaw: { heading: 'heading', unknown: 'nobody here', ambiguous: 'several of this name: give the document' }, noTrade: 'Without a trade count as', take: (n) => `Enter ${n}`, taken: (n) => `${n} entered.` },
  person: { title: 'Test frequency', none: 'Nothing is required at present.', class: 'Required', last: 'Last sample', next: 'Due', entries: 'Trades, exemptions', noEntries: 'None.' },
  phone: { title: 'Due for a test', toTell: 'Whom no message reaches is told at the door; then touch “Told”.', help: 'Ask why; whoever can walk goes to a site, for others a visit is arranged. Who cannot be tested is put off by the community.', offline: 'The list is read with a network and not kept on the phone.' },
  page: (from, to, n) => `${from}–${to} of ${n}`,
}
