import type { ResultWords } from './results'

export const results: ResultWords = {
  title: 'Results', lead: 'Somebody comes to the counter with a document: compare it with the person, then tell the result. Each look is kept in the person’s own log.',
  find: 'Name, end of document, or door', search: 'Find', none: 'Nobody found. Check the name, the document or the door.', start: 'Find who came to the counter first.', found: (n) => (n === 1 ? '1 person found' : `${n} people found`), tail: (tail) => `document ends in ${tail}`, choose: (name) => `Choose ${name}`,
  checked: 'Compare the document', tests: 'Tests of the last 30 days', noTests: 'No tests in the last 30 days.',
  sampled: 'Sampled', promised: 'Expected by', reported: 'Reported', late: (title) => `${title} (later than promised)`, tube: 'Tube', print: 'Print the report',
  pool: { one: 'single', five: '5 in 1', ten: '10 in 1', twenty: '20 in 1', household: 'household' },
  shown: { waiting: 'Not out yet', negative: 'Negative', held: 'Please stay; somebody comes to take another sample', lifted: 'Second sample negative; no need to wait', to_be_contacted: 'Please stay; the disease control will be in touch', again: 'No result; to be sampled again' },
  paper: { title: 'Code on paper', lead: 'For those without a phone, good for 24 hours. Each printing stands among who looked at the record.', one: 'Print this person’s', household: 'Print the household’s, one sheet', end: 'Lost: end this person’s', endHousehold: 'Lost: end the household’s', endEffect: 'What was printed until now is over at once and refused at gates; a new sheet can be printed.', ended: 'Ended. A new one can be printed', endedAt: (at, by) => `Ended ${at} by ${by}; what was printed before is over.` },
  card: { title: 'Card', number: (n) => `card no. ${n}`, lead: 'It bears the sampling code and the receipt code. Printed again, it is the same.', print: 'Print the card', renew: 'Lost: give a new card', renewEffect: 'The receipt code of the old card will hold no more.', renewed: 'New card given. Print it and hand it over in person.', sheet: 'Print the cards of a building', sheetOf: 'Building', sheetPrint: 'Print', sheetLead: 'In the order of the doors; cut and hand over in person.' },
  family: {
    title: 'Family', lead: 'Where the person agrees, a relative sees the results with his own document and code. The person hears of each look.', none: 'Nobody is bound.', looks: (name) => `may see the results of ${name}`, looked: (name) => `${name} may see these results`, until: (from, to) => `${from} to ${to}`,
    end: 'End', ended: 'Ended.', add: 'Bind a relative', find: 'The relative’s name, end of document, or door', who: 'Who looks', proxy: (name) => `${name} looks at these results`, other: (name) => `this person looks at the results of ${name}`, consent: 'How it was agreed', first: 'From', last: 'Until', save: 'Bind', bound: 'Bound.', pick: 'Choose a relative.',
  },
  consent: { in_person: 'Both at the counter', on_paper: 'Agreed on paper', guardian: 'By a guardian' },
}
