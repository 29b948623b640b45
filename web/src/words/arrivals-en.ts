import type { ArrivalWords } from './arrivals'

export const arrivals: ArrivalWords = {
  title: 'Arrivals', tabs: 'Parts of arrivals', dot: ' · ', list: ', ', publicForm: 'Public form', itself: 'by himself',
  tab: { station: 'At the station', community: 'Hand-over', command: 'Numbers and tasks' },
  color: { red: 'Red', yellow: 'Yellow', blue: 'Blue', green: 'Green', none: 'No mark' },
  sign: { red: '▲', yellow: '◆', blue: '●', green: '○', none: '—' },
  state: { expected: 'Expected', missing: 'Not seen in time', arrived: 'Arrived, to be handed over', handed: 'Handed over, to be received', kept: 'With the community', done: 'Done', unplaced: 'No place', through: 'Passing through', withdrawn: 'Withdrawn' },
  means: { train: 'Train', air: 'Plane', coach: 'Coach', car: 'Car', other: 'Other' },
  way: { page: 'Reported online', phone: 'Reported by phone', counter: 'Reported at the counter', station: 'Reported at the station', lodging: 'Entered by the house' },
  stay: { home: 'Own home or that of friends', lodging: 'Hotel or guest house', through: 'Only passing through', unsaid: 'Not decided' },
  code: { green: 'Green', not_green: 'Yellow or red', unsaid: 'Not shown' },
  stayed: { nowhere: 'In none', medium: 'In a medium-risk area', high: 'In a high-risk area', unsaid: 'Not sure' },
  residence: { here: 'Taiyuan', elsewhere: 'Elsewhere', unsaid: 'Not said' },
  step: { before: 'Before leaving', on_the_way: 'On the way', arrival: 'At the station, airport or checkpoint', in_city: 'In the community', onward: 'Going on', back: 'When back' },
  past: { reported: 'Reported', changed: 'Put right', withdrawn: 'Withdrawn', checked: 'Checked', sampled: 'Sample taken', declined: 'Sample declined', handed: 'Handed over', received: 'Received', absent: 'Not there' },
  people: (n) => (n === 1 ? '1 person' : `${n} people`), receipt: 'Receipt', phone: 'Show phone', phoneOf: 'Phone', by: (what, who, at) => `${what} by ${who}, ${at}`,
  told: { asks: 'What is asked', words: 'The words of the rule', unknown: 'What no rule or fact says', source: (text) => `Source: ${text}`, until: (day) => `Until ${day}`, landing: 'A sample on landing is asked', noLanding: 'No rule asks for a sample on landing.' },
  station: {
    station: 'Station, airport or checkpoint', day: 'Day', search: 'Find', searchHint: 'Receipt, last four of the document, name or train', found: (n) => (n === 1 ? '1 report found' : `${n} reports found`), all: 'Show all', report: 'Report here', refresh: 'Refresh',
    count: (seen, all) => `${all} expected, ${seen} seen`, none: 'Nobody reported to come here that day.', noneHint: 'Whoever did not report: press “Report here”.', noFound: 'Nothing found.', noFoundHint: 'Check the receipt or the last four signs; whoever did not report: press “Report here”.', noNumber: 'No number',
    keys: '/ finds, J K move, Enter opens, A all as said.', pick: 'Choose somebody on the left, or press / to find.', back: 'Back to the list', stations: 'No station is listed.', withOthers: (n) => `with ${n} more`, few: 'At most 400 reports are shown; find the others.',
  },
  check: {
    title: 'Check', lead: 'Note only what was seen. The color follows from the rules and the areas of the day.', again: 'Check again', temperature: 'Temperature (°C)', code: 'Health code', trip: 'Trip as reported', tripYes: 'Yes', tripNo: 'No', tripNone: 'Not shown', certificate: 'Test certificate', certificateAs: (at) => `As reported (sampled ${at})`, certificateNone: 'Not shown', certificateOther: 'Another time', certDay: 'Day of the sample', certTime: 'Time of the sample', mask: 'Mask', maskYes: 'Worn', maskNo: 'Not worn', same: 'All as said', save: 'Note it', saved: 'Noted', lacks: 'Choose the health code, and whether a mask was worn.', badTemperature: 'A temperature is between 34.0 and 43.0.', badTime: 'Give day and time of the sample, such as 08:30.', fever: 'Fever', seen: (at) => `Checked ${at}`,
  },
  sample: { title: 'Sample on landing', tube: 'Code of the tube (scan or copy it; may be left empty)', taken: 'Sample taken', whose: 'Whose sample (choose where several come)', saved: 'Sample noted', decline: 'Declined', why: 'What he said', declined: 'Noted', at: (at) => `Sampled ${at}`, inTube: (tube) => `Tube ${tube}`, left: (names) => `Not sampled yet: ${names}`, declinedAt: (at) => `Declined ${at}` },
  hand: { title: 'Hand over', to: 'To which community', hint: 'Name of the community', go: 'Hand over', saved: 'Handed over; the clock of the community runs', at: (place, at) => `Handed over to ${place} ${at}`, due: (at) => `To be received by ${at}`, late: 'Overdue', receivedAt: (at) => `Received ${at}`, absentAt: (at) => `Said not to be there ${at}`, unplaced: 'No place: ask where he stays and hand him over; the command has him on its list.', through: 'Only passing through: nobody to hand over to.', needPlace: 'Choose a community.', again: 'Send elsewhere' },
  community: {
    news: 'The list has changed: refresh', none: 'Nobody comes.', noneHint: 'Who reported online and whom a station handed over stands here.', report: 'Report for somebody', filter: { waiting: 'To be received', missing: 'Not seen', kept: 'Kept', all: 'All' },
    receive: 'Received', received: 'Received; the receipt stands on the card', receiptLine: (number, who, at) => `Receipt ${number}: received by ${who}, ${at}`, absent: 'Not here', absentLead: 'Say how you looked. He goes back to the list of the command.', reason: 'How you looked, and why', absentSaved: 'The command knows', withdraw: 'Does not come', withdrawn: 'Withdrawn', needReason: 'Say how you looked.', change: 'Put right', mustDo: 'What he must do, and until when',
  },
  command: {
    day: 'Day', people: 'People reported', came: 'Seen', handed: 'Handed over (reports)', received: 'Received (reports)', inTime: 'Of those in time', tooLate: 'Of those too late', lateNow: 'Overdue now', waits: (middle, longest) => `Time to receive: middle ${middle} min, longest ${longest} min`, colors: 'By color', stations: 'By station', states: 'By state', none: 'Nobody reported for that day.', tasks: 'To be placed', tasksLead: 'No place, said not to be there, or not received in time.', noTasks: 'Nobody waits to be placed.', direct: 'Send here', directed: 'Sent; the clock of the community runs',
  },
  form: {
    title: 'Report an arrival', change: 'Put a report right', name: 'Name', kind: 'Document', document: 'Number', phone: 'Phone', number: 'Train, flight or plate', from: 'From which county', fromHint: 'Such as 朔州市应县', means: 'By', station: 'To', day: 'Day', time: 'Time', stay: 'Stay', place: 'Community', address: 'Compound, building, door, or hotel', onward: 'On to which county', testDay: 'Day of the last negative sample', testTime: 'Time of it', code: 'Health code', stayed: 'Risk areas of the last days', residence: 'Lives in', way: 'How it came', others: 'Who comes along', addOther: 'Add somebody', removeOther: 'Remove', save: 'Report', saved: 'Reported', changed: 'Put right', lacks: 'Fill in name, document, phone, whence, by what, where, when and the stay.', badTime: 'Write a time as 18:30.', retype: 'Document and phone are not shown again: type them anew.',
  },
}
