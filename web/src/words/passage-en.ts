import type { passage as zh } from './passage-zh'

export const passage: typeof zh = {
  kinds: { resident_id: 'Resident ID', passport: 'Passport', hong_kong_macao: 'Hong Kong or Macao document', taiwan: 'Taiwan document', permanent_residence: 'Permanent residence card', other: 'Other document' },
  outage: {
    title: 'Codes down', lead: 'For when codes do not open, cannot be scanned, or have wrong colors by the thousand. Every gate goes by document and paper list.',
    banner: 'Codes are down: every gate goes by document and paper list', until: (when) => `ends by itself at ${when}`, left: (text) => `${text} left`, why: 'Why', by: 'Said by', since: 'Since', to: 'Until', span: (since, until) => `${since} to ${until}`,
    hours: (hours, minutes) => (hours > 0 ? `${hours} h${minutes > 0 ? ` ${minutes} min` : ''}` : `${Math.max(1, minutes)} min`), see: 'Go there',
    up: 'Codes are asked for', upHow: 'Gates scan as ever.', begin: 'Say that codes are down', again: 'Go on for longer', end: 'End it now',
    form: {
      begin: 'Codes are down', again: 'Down for longer', reason: 'Why (residents and guards read it; no names)', reasonHint: 'For instance: power cut, codes do not open', picks: ['Codes do not open; being repaired', 'Network cut; gates cannot scan', 'Some codes have wrong colors; being looked into'], againHint: 'Say what is new; the last reason is not taken twice',
      length: 'For how long (24 hours at most: a bound of our own)', hour: (n) => `${n} h`, ends: (when) => `Ends by itself at ${when}; nobody need do anything.`, next: 'Next', back: 'Back', lacks: { reason: 'Say why, in 4 to 80 characters.', same: 'Say what is new; the last reason is not taken twice.' },
    },
    sure: {
      title: 'Say that codes are down?', lines: ['Gates with a network do it at once; others with their next list.', 'Whoever has no code that can be read goes in by document and paper list.', 'A code that can be read counts as ever: red and yellow are kept out, emergencies pass.', 'The code page, the front page and every desk show it with its reason.', 'It stands in the audit trail and is counted in public.'], go: 'Codes are down',
      end: 'Ask for codes again?', endLines: ['Gates with a network scan again at once.', 'Those without one do not know, and scan again at the time that was said.'], goEnd: 'Ask for codes again',
    },
    done: 'Codes are down: every gate goes by document and list.', ended: 'Codes are asked for again.', past: 'Before', none: 'Codes were never down', column: { span: 'When', reason: 'Why', by: 'Said by', end: 'How it ended' }, how: { holds: 'holds now', time: 'by itself', replaced: 'another took its place', early: (name) => `${name} ended it` },
  },
  care: {
    title: 'Let pass at once', lead: 'Labour, dialysis, a rescue: they pass whatever the code says. Whoever asks is given it, for a day; it is recorded.', need: 'What is it', needs: { labour: 'Labour', dialysis: 'Dialysis', rescue: 'Other rescue' }, who: 'Who (leave it out where there is no time)', whoHint: 'Where the register knows him his code passes at gates with a network; else he gets a number, and the guard uses his own button.', name: 'Name', kind: 'Kind of document', document: 'Number of the document', half: 'Give both name and number, or neither.', go: 'Let pass', ambulance: 'Where a life is at stake, 120 first.',
    given: 'May pass', say: 'He says this number at the gate', known: 'The register knows him: his code passes at gates with a network.', unknown: 'Nobody was named, or the register does not know him: he says “let pass at once” and the number, and the guard uses his own button.', until: (when) => `good until ${when}`, another: 'Another one',
    list: 'Given by me and good', none: 'None is good now', column: { number: 'Number', need: 'What', at: 'Given', until: 'Good until', known: 'Code passes' }, auto: 'yes', button: 'guard’s button',
  },
  outside: {
    title: 'Asked from outside', lead: 'Somebody asks for scans, codes, results or the register: nothing is given, and it is noted here. How often is public; of whom is not written.', who: 'Who asks', whos: { police: 'Police', court: 'Court', office: 'Other office', employer: 'Employer', press: 'Press', other: 'Other' }, about: 'For what', abouts: { scans: 'Scans', codes: 'Codes', results: 'Results', register: 'Register' }, reference: 'Number of the letter (leave empty where there is none; no names)', go: 'Refuse and note', sure: 'It can be neither changed nor deleted. Sure?', confirm: 'Note it', told: 'Answer them so', done: 'Understood',
    list: 'Noted in four weeks', none: 'Nobody asked in four weeks', noneHint: 'So much the better. The public page says 0.', column: { at: 'When', who: 'Who', about: 'For what', reference: 'Letter', by: 'Noted by' }, public: 'See the public numbers',
  },
  canary: {
    title: 'Canary places', lead: 'Choose places that nobody has a reason to look up. Whoever asks for their scans, whether or not he may, you hear of at once. Only auditors know which they are.', number: 'Number of the place (on its poster)', numberHint: 'Of 12-ab3d5f it is 12', find: 'Find', bad: 'Give the number on the poster.', nobody: 'No place with a code has this number.', already: (when) => `a canary since ${when}`, set: 'Make it a canary', sure: 'It cannot be undone. Choose no mall or hospital that tracing will need.', confirm: 'Make it a canary', done: 'Done. You hear of whoever asks for it.', list: 'Canary places', none: 'No canary places yet', noneHint: 'One or two small places in each county will do.', column: { name: 'Place', number: 'Number', at: 'Since', by: 'Chosen by' },
  },
}
