import type { FilingWords } from './filings'

export const filings: FilingWords = {
  title: 'Filings', tabs: 'Parts of filings', dot: ' · ', list: ', ', ofDay: 'Day', ahead: 'From today on', publicForm: 'Public form',
  tab: { gatherings: 'Gatherings', leavings: 'Leaving the city' },
  kind: { wedding: 'Wedding', funeral: 'Funeral', banquet: 'Banquet', meeting: 'Meeting', training: 'Training', show: 'Show', match: 'Match', fair: 'Fair', fete: 'Garden party', greeting: 'New Year visits, socials', other: 'Other gathering' },
  precaution: { temperature: 'Temperature at the door', code_check: 'Codes checked', masks: 'Masks', distance: 'Distance between seats', own_dishes: 'Own dishes', disinfection: 'Disinfection and airing', name_list: 'List of who comes' },
  state: { waiting: 'Not answered', noted: 'Noted', shrink: 'Asked to shrink', postpone: 'Asked to postpone', refused: 'Not allowed', cancelled: 'Cancelled' },
  verdict: { not_needed: 'Need not be filed', must_file: 'Must be filed', strict: 'Held strictly; the community answers', not_allowed: 'Not allowed as the rules now stand' },
  reply: { noted: 'Noted', shrink: 'Shrink', postpone: 'Postpone', refused: 'Not allowed' },
  past: { filed: 'Filed', changed: 'Changed', cancelled: 'Cancelled', answered: 'Answered', returned: 'Back' },
  act: { file: 'File for somebody', leave: 'File a leaving', answer: 'Answer', change: 'Change', cancel: 'Cancel', phone: 'Show phone', back: 'Is back', ask: 'Ask the rules only' },
  gathering: {
    none: 'No gathering was filed.', noneHint: 'People file by themselves, or you file for them.',
    people: (n) => `${n} people`, most: (n) => `at most ${n}`, due: (at) => `answer by ${at}`, late: 'late', prepared: 'Prepared', nothing: 'nothing said', why: 'What the rules say', who: 'Who answers for it', inside: 'Risk areas within (nothing is held there)',
    itself: 'the host', by: (who, at) => `${who}, ${at}`, answerTitle: 'Answer', most2: 'At most', reason: 'Why (the host reads it)', needReason: 'Say why.', needMost: 'Say at most how many: fewer than were filed.', refusedHint: 'It is refused only where a rule says that it is not allowed or held strictly.', answered: 'Answered', cancelled: 'Cancelled', cancelEffect: 'It cannot be undone; file anew.',
  },
  form: {
    title: 'File a gathering', change: 'Change a filing', changeLead: 'It must be answered anew.', kind: 'What', place: 'Community', venue: 'Which place with a code (if any)', noVenue: 'None', address: 'Where', day: 'Day', starts: 'Begins at', people: 'How many people', prepared: 'What is prepared', who: 'Who answers for it', phone: 'Phone', save: 'File', saved: 'Filed', changed: 'Changed', lacks: 'Fill in what, where, day, time, how many, who and the phone.', told: 'What the rules say',
  },
  leaving: {
    none: 'Nobody filed.', noneHint: 'People file by themselves, or you file for them.', lead: 'It is a filing, not a permission. Nobody’s code changes for not filing.',
    state: { coming: 'Not left yet', away: 'Away', overdue: 'Overdue', returned: 'Back', cancelled: 'Cancelled' },
    means: { train: 'Train', air: 'Air', coach: 'Coach', car: 'Car' },
    days: (leaves, back) => `leaves ${leaves}, back ${back}`, backOn: (day) => `back on ${day}`, barred: 'Lives where nobody leaves now', inside: 'Areas within that nobody leaves now',
    form: { title: 'File a leaving', place: 'Community', to: 'To which city or county', toHint: 'Name or code', means: 'By', leaves: 'Leaves on', back: 'Back on', why: 'Why', who: 'Name', phone: 'Phone', save: 'File', lacks: 'Fill everything in.' },
    isBack: 'Noted', cancelled: 'Cancelled', saved: 'Filed',
    column: { who: 'Who', to: 'Whither', days: 'Days', state: 'State' },
  },
}
