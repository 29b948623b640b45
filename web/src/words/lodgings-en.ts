import type { LodgingWords } from './lodgings'

export const lodgings: LodgingWords = {
  title: 'Lodging', dot: ' · ', tabs: 'Parts of the lodging register', tab: { houses: 'Houses', guests: 'Guests to be received' },
  none: 'No hotel or guest house is approved here yet.', noneHint: 'Apply for a place code first, as a hotel or guest house.', noGuests: 'No guest waits to be received.', onlyWanting: 'Only those that lack something', nothingWanting: 'No house lacks a report or a disinfection.',
  tally: (n, silent, wanting) => `${n} houses, ${silent} did not report today, ${wanting} lack a disinfection`,
  column: { name: 'House', stay: 'Guests', reported: 'Reported today', disinfected: 'Disinfected today', page: 'Its page' },
  people: (n) => `${n}`, came: (n) => `${n} came in`, noneCame: 'Nobody came', notYet: 'Not yet', silent: 'Not by 20:00', noPage: 'No page yet',
  times: (n, of) => (of === null ? `${n}` : `${n} of ${of}`), wanting: (n) => `${n} missing`, yesterday: (n) => `${n} missing yesterday`, enough: 'Done', rule: 'What the rule says', ours: 'The words say more often and no number: two a day are counted.', noRule: 'No rule of today names a number',
  reportOurs: 'No rule says by 20:00: it is our reminder.',
  page: { give: 'Give a page', renew: 'Give another', renewNow: 'Change it, close the old one', show: 'Show the address', copy: 'Copy', copied: 'Copied.', open: 'Open', gave: 'Given: hand the address to the house.', renewed: 'Changed: the old address is closed.', keep: 'Whoever knows this address keeps the register and sees the guests. Give it to the keeper alone.', sure: 'The old address closes at once; hand the new one to the house.' },
  guest: { from: (from) => `From ${from}`, due: (when) => `To be received by ${when}`, late: 'Late', receive: 'Received', received: 'Received.', phone: 'Show the phone', unknown: 'Had not reported; the house did', red: 'Red', yellow: 'Yellow', blue: 'Blue', green: 'Green', uncolored: 'No mark', asks: 'What is asked' },
}
