// What journeys-zh.ts says, in English.
import type { journeys as journeysZh } from './journeys-zh'

export const journeys: typeof journeysZh = {
  title: 'Cases elsewhere', lead: 'The day of the last case that counties elsewhere reported. The travel page tells by it whether a 48-hour test is needed.', none: 'Nothing was entered yet.', noneHint: 'Press “Enter”: which county, the day of its last case, and where that is written.', page: 'The travel page of residents', add: 'Enter', dot: ' · ',
  column: { place: 'County', last: 'Last case reported', source: 'Source', by: 'Entered', state: 'State' },
  ago: (n) => (n === 0 ? 'today' : `${n} days ago`), stands: 'Stands', gone: 'Withdrawn', goneBy: (who, when, why) => `Withdrawn by ${who}, ${when}: ${why}`, by: (who, when) => `${who}, ${when}`, later: 'a later one stands',
  form: { title: 'Enter a case elsewhere', place: 'County', placeHint: 'Name, such as 应县 or 朔州', noPlace: 'No such place', last: 'Day of the last case', source: 'Source', sourceHint: 'Such as a bulletin and its day', note: 'Note', noteHint: 'May be left out', save: 'Save', saved: 'Entered. The travel page follows it.', effect: 'The travel page answers by it at once. A slip is withdrawn, never changed.' },
  withdraw: 'Withdraw', withdrawTitle: 'Withdraw this entry', withdrawEffect: 'The travel page no longer answers by it.', reason: 'Reason', withdrawn: 'Withdrawn.',
  lacks: { place: 'Please choose a county.', last: 'Please give the day.', source: 'Please say where it is written.', reason: 'Please say why.' },
}
