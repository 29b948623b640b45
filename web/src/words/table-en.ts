// The same sentences as table-zh.ts, in English. The types refuse a missing one.
import type { table as zh } from './table-zh'

const people = (n: number) => `${n} ${n === 1 ? 'person' : 'people'}`

export const table: typeof zh = {
  title: 'Sampling table',
  install: 'Can be added to the home screen; opens without a network.',
  sign: {
    lead: 'Sampling, with or without a network',
    offline: 'The server is out of reach: only a list that was taken along can be opened.',
    nothingHere: 'This account took no list along on this phone. The first sign-in needs a network.',
    notReady: 'This account is not in use yet: finish its first sign-in at the desk.', desk: 'Open the desk',
    oldTitle: 'The password was changed', oldWhy: 'What is on this phone is locked with the old password. Enter it once more; from then on the new one opens it.', old: 'Old password',
    locked: 'Locked: after 12 hours, or opened anew, the password is needed. No network is.',
    revoked: 'This phone was revoked. The list was removed; what was not sent stays on it, sealed. Hand it to the community.',
    twice: 'The sampling table is open in another window. Close that one.',
  },
  top: { lock: 'Lock', pending: (n) => `${n} to send`, sent: 'All received', offline: 'Offline', sending: 'Sending' },
  warn: {
    clock: (minutes) => `The phone’s clock is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'fast' : 'slow'}`, clockHow: 'Turn on automatic time in the phone’s settings. Samples bear the server’s time.',
    full: 'The phone is full: no sampling', fullHow: 'Delete photos or videos first. What was recorded is not lost.',
    signedOut: 'Signed out: go on recording; sign in to send', signIn: 'Sign in',
    refused: (n) => `${n} not taken, see “Tubes on this phone”`,
    lockSoon: (minutes) => `Locks in ${minutes} minutes; enter the password then`,
  },
  take: {
    title: 'Take the list along', lead: 'Take the list while there is a network; then work for days without.', round: 'Round', place: 'Where', none: 'No sampling round is open. A new one appears here once the community opens it.',
    go: 'Take along', going: 'Fetching the list…', again: 'Update the list', failed: 'The list could not be fetched.', offline: 'No network: rounds cannot be read.',
    taken: (n, time) => `${people(n)} on the list · taken at ${time}`, done: (n) => `${people(n)} sampled on this phone`,
  },
  pool: { one: 'Single', five: '5 in 1', ten: '10 in 1', twenty: '20 in 1', household: 'Household' },
  poolWhy: (words) => `By: ${words}`, poolGuess: 'No guide in force names a tube; the usual ones are offered.',
  open: { title: 'Open a tube', code: 'Tube code', codeHint: '14 signs, scan or type', scan: 'Scan tube', go: 'Open', kind: 'Kind' },
  tube: {
    this: (n, all) => `${n}/${all}`, label: 'This tube', goOn: 'Go on with this tube', empty: 'Nobody yet', undo: 'Undo', seal: 'Seal',
    gone: 'No tube is open', left: (n) => (n === 0 ? 'Full: seal it' : `room for ${n}`), who: 'In this tube',
  },
  how: { id: 'ID number', scan: 'Scan card', door: 'Door · household', find: 'Find', other: 'Other · no papers' },
  id: {
    title: 'ID number', clear: 'Clear', back: 'Delete', unknown: 'Not on the list', unknownHow: 'Can be registered as a stranger.', register: 'Register a stranger', several: 'Several fit, choose',
    wrong: 'The ID number is wrong', wrongHow: 'One digit is wrong. Compare with the card.', byOther: 'Family may give the number.',
  },
  person: { tail: (last4) => `…${last4}`, add: 'Sample into this tube', sampled: (tube) => `Sampled: ${tube}`, sampledAt: (when) => `Sampled: ${when}`, held: 'Single tube', done: 'Sampled' },
  priority: { infant: 'Infant', pregnant: 'Pregnant', disabled: 'Disabled', aged: 'Aged' },
  first: 'First',
  door: { title: 'Doors', none: 'The list has no doors.', whole: (n) => `Whole household, ${n}`, wholeDone: 'All sampled here', back: 'Buildings', all: (n) => `${n} doors` },
  find: { title: 'Find', hint: 'Initials, last four of the ID, door', none: 'Nobody found.', noneHow: 'Register under “Other · no papers”.' },
  other: {
    title: 'Not on the list', kind: 'Document', number: 'Number', name: 'Name', phone: 'Phone (optional)', card: 'Code on the receipt card (optional)', save: 'Sample into this tube',
    kinds: { passport: 'Passport', hong_kong_macao: 'Hong Kong/Macao permit', taiwan: 'Taiwan permit', permanent_residence: 'Permanent residence card', resident_id: 'Resident ID', other: 'Other document', none_yet: 'No papers' },
    nameMissing: 'Enter the name.', numberMissing: 'Enter the number, or choose “No papers”.', idWrong: 'The ID number is wrong.', phoneWrong: 'The phone number is wrong.',
    provisional: 'Without papers the name is enough; the community finds out who it is.', mark: 'Not on list',
  },
  scan: {
    tube: 'Aim at the code of the tube', person: 'Aim at the card', torch: 'Torch', torchOff: 'Torch off', still: 'Use a photo', starting: 'Opening the camera…', noCamera: 'The camera cannot be opened. Use a photo or type.', reading: 'Reading…', none: 'No code in the photo', noneHow: 'Closer, straight, no glare; take another.',
  },
  seal: {
    title: 'Seal', ask: 'How many swabs are in it?', names: (n) => `${people(n)} recorded`, go: 'Seal', differs: (swabs, names) => `${swabs} swabs, ${names} names`, differsHow: 'The two must agree. Go back: add who is missing, take back who is too many.',
    recount: 'Go back', although: (n) => `Seal with ${n} all the same`, done: 'Sealed', doneHow: (code, n) => `${code} · ${people(n)}`,
  },
  shout: {
    shape: 'This is no tube', shapeHow: 'A code has 14 digits and letters.', check: 'The code is wrong', checkHow: 'A sign was misread or two were swapped. Scan again or compare sign by sign.',
    seen: 'This tube was used', seenHow: (n) => `${people(n)} are in it on this phone. Take a new one.`, wrongPool: (kind) => `Wrong tube: this one is ${kind}`, wrongPoolHow: 'Take another tube, or choose its kind.',
    full: 'The tube is full', fullHow: 'Seal it and open a new one.', in_this_tube: 'Already in this tube', inThisTubeHow: 'Do not sample twice.', sampled: 'Sampled in this round', sampledHow: (tube) => (tube === '' ? 'Do not sample twice.' : `In tube ${tube}. Do not sample twice.`), sampledAlthough: 'Sample all the same',
    other_household: 'Not of this household', otherHouseholdHow: 'One tube per household: seal it and open another.', noRoom: 'The phone is full', noRoomHow: 'Do not swab. Delete photos or videos first.',
    held: 'A single tube is needed', heldHow: 'The pool was not negative: a tube of his own. Seal this one and open “Single”.',
    notCard: 'This is no personal card', notCardHow: 'Use the ID number or find.', notOnList: 'The list does not have this card', notOnListHow: 'It can be sampled by the card; the server checks.', notOnListGo: 'Sample by the card',
    notKept: 'Not kept on the phone', notKeptHow: 'Tap again. Without a check mark nothing was kept.', ok: 'Understood', cancel: 'Cancel',
  },
  list: {
    title: 'Tubes on this phone', none: 'Nothing was sampled on this phone.', now: 'Send now', again: 'Offer again', members: (n) => people(n), open: 'Open', sealed: (time) => `sealed ${time}`, stated: (n) => `${n} swabs`,
    state: { waiting: 'To send', kept: 'Received', set_aside: 'Set aside', refused: 'Not taken' }, next: (seconds) => `again in ${seconds} s`, kept: 'Kept here for 7 days after the server has it.', back: 'Back',
  },
  flag: { twice: 'Somebody was sampled twice in this round', clash: 'The same code was used twice', count: 'Swabs and names differ', too_many: 'Too many people', clock: 'The phone’s clock was wrong', no_roll: 'The code was not given out', round_closed: 'Came after the round was closed' },
  queue: { title: 'How long is the wait?', ask: 'One tap, and residents see it', none: 'None', ten: '10 min', thirty: '30 min', hour: 'Over 1 h', told: 'Told', offline: 'No network: not told', site: 'Site', noSite: 'No fixed site' },
  leave: { title: 'Lock', lock: 'Lock this phone', sign: 'Sign out', why: 'The password opens it again; everything stays on the phone.' },
}
