import type { gate as zh } from './gate-zh'

export const gate: typeof zh = {
  product: 'Fangxian', title: 'Gate', close: 'Close', twice: 'The gate is open in another window: use that one.', starting: 'Opening…', language: '中文',
  open: {
    title: 'Use this phone as a gate', lead: 'Ask whoever keeps the place to enroll a gate at the desk, under “Place codes”, and scan the square on that screen with this phone.', scan: 'Scan the square', typed: 'or type the key of the gate', go: 'Open the gate', busy: 'Opening…',
    flaw: { no_secret: 'This is no square and no key of a gate. A key has 64 digits and letters.', wrong_secret: 'The key is wrong, or this gate was ended. Ask for a new one.', unreachable: 'The first time it needs a network. Check it and try again.', list_refused: 'The list is not signed as it must be and was not taken. Try another network; if that does not help, tell the community.', others_wait: 'Records of another place still wait on this phone: it cannot change places.' },
    drop: 'Give these records up', dropSure: 'They cannot be brought back. Touch again to confirm',
  },
  ended: { title: 'This gate was ended', how: 'This phone lets nobody in any more. Ask for the gate to be enrolled anew.', wait: (n) => `${n} records still wait on the phone; they are sent once the same place enrolls it anew.`, again: 'Enroll anew' },
  net: { on: 'Online', off: 'No network', offHow: 'No network: decided by what was taken along, records stay on the phone', waits: (n) => `${n} to send`, sending: 'Sending', tooOld: 'No network for over a day: write down, do not judge', tooOldHow: 'Codes cannot be judged any more. Look at the document and write it on the sheet.', list: { forged: 'The list is not signed as it must be', older: 'The list is older than the one at hand', late: 'The list was held back on its way' }, listHow: 'It was not taken: decided by the one at hand. Try another network, and tell the community.' },
  inside: { title: 'Inside', of: (n, limit) => `${n} / ${limit}`, left: (n) => `${n} more may go in`, full: 'Full: one out, one in', about: ' (no network: this phone’s own count)', out: '1 out', none: 'Nobody counts here' },
  camera: {
    aim: 'In: point at the code', starting: 'Opening the camera…', noCamera: 'The camera cannot be opened. Allow it, take a photo, or type.', reading: 'Reading…', rest: 'The camera rests', wake: 'Go on scanning', torch: 'Light', torchOff: 'Light off', still: 'Take a photo', typed: 'Type, or hand scanner',
    hint: 'Does not read? Ask for a brighter screen; move away, then closer.', hintTorch: 'Does not read? Use the light in the dark; ask for a brighter screen.', none: 'No code was found in the photo. Go closer and hold it still.',
  },
  typed: { title: 'Type a code', lead: 'Scan with a hand scanner, or paste the text of the code.', go: 'Check' },
  check: { title: 'Look first, then scan', temperature: 'Temperature', degrees: (tenths) => (tenths / 10).toFixed(1), fever: 'fever', mask: 'Mask', masked: 'On', unmasked: 'None', certificate: 'Test certificate', has: 'Yes', hasNot: 'No', clear: 'Clear' },
  urgent: { button: 'Emergency', title: 'What is it? One touch lets them pass', labour: 'Labour', dialysis: 'Dialysis', rescue: 'Other rescue', lead: 'Whatever the code says and however full it is, they pass, and it is recorded. Call 120 where needed.' },
  hand: {
    button: 'No phone', title: 'Without a phone you may go in too',
    lines: ['With a paper code: go back and scan it, and compare the last four signs of the document.', 'Without any code: look at the document and write it on the sheet (name, document, phone, time).', 'A fever or a missing mask is dealt with first all the same.', 'The sheet goes to whoever keeps the place; the community enters it.'],
    link: 'Keeper: enter the sheet at the desk', scan: 'Scan a paper code',
  },
  down: {
    title: 'Codes are down: document and list', until: (day, time) => `until ${day} ${time}`, why: (reason) => `Why: ${reason}. Whoever can show a code is scanned as ever.`,
    button: 'Document, list', hand: 'Codes are down: look, and write down',
    lines: ['Look at the document: it is this person’s.', 'Write on the sheet: name, document, phone, time.', 'A fever or a missing mask is dealt with first all the same.', 'The sheet goes to whoever keeps the place; the community enters it afterwards.'],
    written: 'Looked at and written down: let in', scan: 'There is a code: back to scanning',
  },
  mark: { title: 'Paper or kept code: the document first', lead: 'Look at the document: do the first sign of the name and the last four of the number read so?', same: 'The same', other: 'Not the same' },
  verdict: {
    pass: 'PASS', refuse: 'NO', again: 'SEEN', unjudged: 'NOT JUDGED', ended: 'NO USE', not_kept: 'NOT KEPT', next: 'Next', paper: 'DOCUMENT', paperSign: 'ID', paperReason: 'Write down, then let in', paperDone: 'Written', paperSeen: 'Document seen, written on the list. One entry was recorded.', here: 'Decided without a network; kept on the phone and sent later',
    againHow: (seconds) => `This code let somebody in ${seconds} seconds ago. The same person may go in; another shows a code of their own.`,
    unjudgedHow: 'No network for over a day: write down, do not judge. Look at the document and write it on the sheet.', notKeptHow: 'The phone is full: nothing was recorded. Free some space or take another phone.', failed: 'That did not work; scan once more.',
    mismatch: 'Not this person', mismatchHow: 'This code is another person’s. Look at the document and write it down; the community enters it.',
    short: { fine: 'Green code', emergency: 'Other rescue', no_code_asked: 'No code asked', red: 'Red code', yellow: 'Yellow code', pass_old: 'Code too old', pass_not_yet: 'Time of the code is wrong', pass_forged: 'Not a real code', unknown: 'Not in the register', closed: 'Closed by notice', full: 'Full', fever: 'Fever', no_mask: 'No mask', no_certificate: 'No certificate', labour: 'Labour', dialysis: 'Dialysis', pass_ended: 'Sheet was ended', codes_down: 'By document and list' },
  },
  says: {
    fine: 'May go in.', emergency: 'Emergency: let them pass at once. Recorded.', no_code_asked: 'The rules of today ask for no code: may go in.',
    red: 'The code is red: may not go in. The person’s own code page says why and whom to call; for medical care touch “Emergency”.', yellow: 'The code is yellow: may not go in. The person’s own code page says why and what ends it; for medical care touch “Emergency”.',
    pass_old: 'This code is too old, perhaps a picture. Ask for a fresh one; without a phone, look at the document and write it down.', pass_not_yet: 'The time of this code is wrong. Compare the clocks and ask for a fresh one.', pass_forged: 'No code of this city, or changed. Look at the document and write it down.',
    unknown: 'Nobody of the register. Look at the document and write it down; the community enters it.', closed: 'Closed by notice: nobody goes in.', full: 'As many are inside as may be. Wait until somebody leaves.', fever: '37.3 ℃ or more: may not go in. Show the way to the fever clinic.', no_mask: 'Put a mask on first.',
    no_certificate: 'A negative test is needed; there is none, or it is too old. Get tested nearby.', labour: 'In labour: let them pass at once. Recorded.', dialysis: 'On the way to dialysis: let them pass at once. Recorded.',
    pass_ended: 'This sheet was reported lost and is over. Ask for the new one; without it, look at the document and write it down.',
    codes_down: 'Codes are down. Look at the document, write it on the sheet (name, document, phone, time), and let them in.',
  },
  info: {
    title: 'This phone', place: 'Place', gate: 'Gate', list: 'List taken', minutes: (n) => (n < 1 ? 'just now' : n < 60 ? `${n} minutes ago` : `${Math.floor(n / 60)} hours ago`), waits: 'To send', n: (n) => `${n}`, aside: (n) => `The server could not read ${n}; they are kept aside. Tell the keeper.`,
    dropped: (n) => `${n} were too old to be kept.`, colored: (n) => `Of those let in without a network, ${n} had a code that was green no more. Tell the community.`, known: 'Understood', now: 'Send now', leave: 'This phone is no gate any more', leaveSure: 'Touch again to confirm', leaveWaits: 'Records still wait; leave once they are sent.', lost: 'If the phone is lost, tell the keeper at once: the gate is ended at the desk.',
  },
}
