import type { VerificationWords } from './verifications'

export const verifications: VerificationWords = {
  title: 'Verification', tabs: 'Parts of verification', tab: { work: 'To call', lists: 'Lists', unplaced: 'To place', senders: 'Senders', numbers: 'Numbers' }, dot: ' · ', dash: '—',
  kind: { police: 'Police', health: 'Health', industry: 'Industry', other_city: 'Another city', superior: 'Superior', other: 'Other' },
  answer: { here: 'Here', not_here: 'Not here now', left: 'Left', never_been: 'Never been here', wrong_number: 'Wrong number', isolated: 'Isolated', abroad: 'Abroad', deceased: 'Deceased', unreachable: 'Unreachable', insufficient: 'Too little is known' },
  means: { phone: 'Phone', door: 'At the door', records: 'Records' },
  placedBy: { register: 'by the register', address: 'by the address', desk: 'by the desk' },
  past: { opened: 'Asked about', placed: 'Given to', joined: 'Joined to another', tried: 'Not reached', handed_back: 'Handed back', answered: 'Answered' },
  work: {
    lead: 'One person, one call, one answer to every sender.', community: 'Community', none: 'Nobody is to be called.', noneHint: 'Whoever is given to this community appears here.',
    left: (open, late, done) => `${open} to call, ${late} of them late; ${done} answered within a day`,
    keys: 'Keys: J next, K back, Enter opens, 1–9 and 0 choose an answer, T not reached, B hands back, Ctrl+Enter saves', who: 'Who', asks: 'Who asks', state: 'Where it stands', open: 'Open', opening: 'Whole numbers are shown once it is opened; that stands in the person’s own log.',
    lines: (n) => `${n} lines`, due: (when) => `by ${when}`, late: 'Late', exposed: 'A list says: exposed', differs: 'Two documents are named: ask whether it is one person', tries: (n) => `tried ${n} times`, answered: (what) => `Answered: ${what}`, corrected: 'put right', at: (when) => `answered ${when}`,
    phone: 'Phone', document: 'Document', address: 'Address', noPhone: 'no phone on the list', call: 'Call', asked: 'As the lists say', row: (n) => `line ${n}`, exposure: (place, time) => `says: exposed at ${place} (${time})`, reference: (text) => `No. ${text}`, history: 'What was done', rule: 'by itself',
    exposedLead: 'This is what a list says and no finding: “here” sends somebody to the door, and changes nobody’s code.',
  },
  say: {
    title: 'What was found', answer: 'Answer', since: 'Since (may be left out)', whither: 'Whither', where: 'Isolated where', remark: 'Remark (may be left out)', means: 'By what means', save: 'Save', saved: 'Answered; every sender will hear.', tried: 'Not reached', triedSaved: 'Noted.', back: 'Hand back', backWhy: 'Why, and where he may be', backSave: 'Hand back', backSaved: 'Handed back to the desk.',
    correct: 'Put the answer right', correctWhy: 'Why', correctSave: 'Save the correction', corrected: 'Put right; every sender will hear again.', three: (n) => `“Unreachable” takes 3 tries; ${n} so far.`, pick: 'Choose an answer first.',
  },
  list: {
    putIn: 'Put a list in', sender: 'Whose', direction: 'Direction', in: 'Received', out: 'Ours, to another city', file: 'Choose a file', fileHint: '.xlsx, .ods, .csv with any headings, up to 5000 lines. Answers go back in the same form.', uploading: (n) => `Uploading ${n}%`, noSender: 'Enter the sender first.',
    none: 'No lists within 28 days.', columns: { what: 'List', lines: 'Lines', answered: 'Answered', due: 'Due', act: 'Do' }, draft: 'To be taken', taken: 'At work', dropped: 'Set aside', done: 'All answered', letter: 'By interface', late: 'Late', toTell: (n) => `${n} answers not sent back yet`, told: 'Every answer was sent back', by: (name, when) => `put in by ${name} ${when}`, came: (when) => `came ${when}`,
    open: 'Columns, take', theirs: 'Their heading', samples: 'First lines', ours: 'What it is', skip: 'Not used (given back)', reread: 'Read again', notEnough: 'Say which column is the document or the phone, or name and address.', known: (when) => `The very same list of this sender came ${when}.`, knownSure: 'I know; take it again', hours: 'Answered within hours', hoursOurs: 'No rule gives a number; 24 is ours.', take: 'Take it', release: 'Ready to be sent', taken_: 'Taken; its people are given to communities.', released: 'Ready.', drop: 'Set aside', dropSure: 'Set it aside', dropped_: 'Set aside; nobody is asked.', reply: 'Answers', xlsx: 'xlsx', csv: 'csv', send: 'Send by interface', sent: 'On its way.', replies: 'Answers taken out', replied: (when, n, of) => `${when}, ${n} of ${of} answered`, auto: 'by itself',
    column: { name: 'Name', document_kind: 'Kind of document', document_number: 'Document', phone: 'Phone', address: 'Address', exposure_place: 'Exposed where', exposure_time: 'Exposed when', reference: 'Reference', note: 'Note', result: 'Result (ours)', answered_at: 'When (ours)', answered_by: 'By whom (ours)' },
  },
  back: {
    title: 'Answered by a file', file: 'Read answers in', hint: '.xlsx, .ods, .csv, any headings and order. You see what it comes to before it is kept; the same file twice is once.', reading: (n) => `Reading ${n}%`, result: 'Result, as the file says', noResult: 'Say which column holds the result, then read again.', reread: 'Read again', keep: (n) => `Keep ${n} answers`, kept: 'Kept.', nothing: 'No new answers.', other: 'Another file', sum: (n, of) => `With it ${n} of ${of} lines are answered`, told: 'Rows that are not simply kept', row: (n) => `row ${n} of the file`, nobody: '(no name)',
    state: { new: 'new', changed: 'differs from before; this one holds', known: 'known already', earlier: 'earlier than a correction; nothing changes', waits: 'no answer yet', unknown: 'not on our list', several: 'more than one on the list fits; ask for the document', contrary: 'two rows differ of one person; neither is kept', too_long: 'longer than 500 signs; not kept' },
  },
  unplaced: { lead: 'Whom no register and no address places, and whoever was handed back.', none: 'Nobody is to be placed.', to: 'To which community', give: 'Give', given: 'Given.', insufficient: 'Answer: too little is known', saved: 'Answered.', why: (text) => `handed back: ${text}` },
  sender: { lead: 'Answers and counts are by sender.', none: 'No senders yet.', add: 'Enter a sender', edit: 'Change', end: 'End', ended: 'Ended', name: 'Name', kind: 'Kind', key: 'Their public key (for the interface)', address: 'Their address (for the interface)', save: 'Save', saved: 'Saved.', own: 'Our public key, for the other side', copy: 'Copy', copied: 'Copied.', letters: 'by interface', files: 'by files', keyLead: 'Compare keys by voice, not by what a letter says.' },
  numbers: { lead: 'Within 28 days.', none: 'No lists within 28 days.', sender: 'Sender', came: 'Came', answered: 'Answered', toTell: 'To tell', late: 'Late', sent: 'Sent', heard: 'Heard', lines: (lists, lines) => `${lists} lists, ${lines} lines`, place: 'Where', open: 'To call', lateNow: 'Late', doneToday: 'Within a day', desk: '(to place)' },
}
