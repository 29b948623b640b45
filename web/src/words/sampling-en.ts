// The same sentences as sampling-zh.ts, in English. The types refuse a missing one.
import type { chains as chainsZh, sampling as samplingZh } from './sampling-zh'

export const sampling: typeof samplingZh = {
  title: 'Sampling', lead: 'How far a round of testing is: sampled, on its way, results, chains.', pick: 'Round', none: 'No round of sampling yet', noneHint: 'Open a round of sampling under “Door lists”; once a table has taken its list there is something here.',
  tab: { progress: 'Progress', tubes: 'Tubes', strangers: 'Not registered', devices: 'Phones', rolls: 'Tube codes' },
  ordinal: (n) => `Round ${n}`, people: 'To be sampled', sampled: 'Sampled', missing: 'Missing', samples: 'Samples', tubes: 'Tubes', tubesOpen: 'Not sealed', tubesKnown: 'With a result', waiting: 'Awaited', sites: 'Sites', tables: 'Tables', samplers: 'Samplers', laboratories: 'Laboratories', pools: 'Positive pools', positive: 'Positive people', held: 'Waiting for a retest',
  lastAt: (when) => `Last tube sealed: ${when}`, forecast: (when) => `At the pace of the last hour, through by ${when}`, noForecast: 'No tube was sealed in the last hour: no forecast.',
  bulletin: 'Bulletin', printBulletin: 'Print the bulletin', copy: 'Copy the text', copied: 'Copied.', list: 'Door list',
  flagged: 'Tubes to look at', noneFlagged: 'No tube needs a look.',
  pool: { one: 'Single', five: '5 in 1', ten: '10 in 1', twenty: '20 in 1', household: 'One household' },
  outcome: { negative: 'Negative', positive: 'Positive', unclear: 'Unclear', invalid: 'Invalid, to be repeated' }, noOutcome: 'Awaited',
  flag: { clash: 'The code was used twice', too_many: 'More people than the tube is for', count: 'Swabs and names differ', clock: 'The clock of the phone was wrong', twice: 'Somebody was sampled twice', no_roll: 'The code was never given out', round_closed: 'Came after the round was closed' },
  tube: 'Code', kind: 'Tube', inside: 'Inside', stated: (n) => `${n} counted at sealing`, sealed: 'Sealed', open: 'Not sealed', by: 'Sampler', result: 'Result', look: 'Who is inside', find: 'Last signs of the code', noTubes: 'No tube in this round yet', noTubesHint: 'Tubes appear here once a table has a network.', nPeople: (n) => `${n} people`, who: 'Who is inside', unknown: (n) => `${n} more are not registered`, takenAt: (when) => `Sampled ${when}`,
  strangersLead: 'People who were on no list when they were sampled. Say who they are, so that the result is theirs.', noStrangers: 'Nobody is left to be looked up', name: 'Name as taken down', document: 'Document', noDocument: 'None', phone: 'Phone', when: 'Sampled', isWho: 'Who is it', match: 'Is somebody of the register', matchTitle: 'Who of the register is this', matchLead: 'Find and choose the person, and write how you know. The sample is then his.', search: 'Name, initials, last four signs or door', searchDo: 'Find', noneFound: 'Nobody found', reason: 'How you know', confirm: 'It is him', matched: 'Noted: the sample is his.',
  devicesLead: 'Phones that have taken a list. Revoke one that is lost at once: nothing of it is taken from then on.', noDevices: 'No phone yet', device: 'Phone', enrolled: 'Enrolled', last: 'Last sent', never: 'Nothing sent yet', unsent: 'Unsent', clock: 'Clock', fine: 'Right', fast: (minutes) => `${minutes} min fast`, slow: (minutes) => `${minutes} min slow`, revoke: 'Lost: revoke', revokeTitle: 'Revoke this phone', revokeEffect: (label) => `“${label}” can send nothing from now on. What was sent stays; what was not is lost, and those people must be sampled again.`, revoked: 'Revoked', revokedDone: 'Revoked.',
  rollsLead: 'Codes that were given out, each once. The last sign is a check: one wrong sign is always found.', noRolls: 'No codes given out yet', give: 'Give out codes', first: 'From', lastCode: 'To', number: 'How many', place: 'For', given: (first, last) => `Given out: ${first} to ${last}`, labels: 'Print labels', community: 'Community',
}

export const chains: typeof chainsZh = {
  title: 'Chains', lead: 'Every positive or unclear tube: where each person in it is, and what is missing.', none: 'No positive or unclear tube within 30 days', open: 'Open', closed: 'Closed', all: 'All',
  since: (when) => `Result ${when}`, elapsed: (text) => `${text} ago`, closedAt: (when) => `Closed ${when}`, took: (text) => `Took ${text}`, minutes: (n) => `${n} min`, hours: (h, m) => `${h} h ${m} min`,
  step: { to_be_told: 'To be told', told: 'Told, to be sampled', retaken: 'Sampled, result awaited', lifted: 'Negative, lifted', positive: 'Positive', freed: 'Corrected, lifted' },
  person: 'Name', door: 'Door', where: 'Step', at: 'When', due: (when) => `At the door by ${when}`, late: 'Late', unknown: (n) => `${n} more are not registered: see “Sampling, not registered”`, others: (n) => `${n} more are outside your area`, tube: 'Code', inside: (n) => `${n} inside`,
}
