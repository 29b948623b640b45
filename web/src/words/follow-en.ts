import type { FollowWords } from './follow'

export const follow: FollowWords = {
  title: 'Follow-up', lead: 'Temperature morning and evening; a doctor and the community sign, two people.', none: 'Nobody is kept', noneHint: 'Whoever comes to be a close contact appears here.', noPlace: 'Your account has no community.',
  counts: (kept, whole, late) => `${kept} kept, ${whole} done today, ${late} late`,
  ring: { close: 'Close contact', secondary: 'Secondary' }, until: (when) => `until ${when}`, openEnd: 'until released',
  part: { morning: 'Morning', evening: 'Evening', tested: 'Sample', doctor: 'Doctor', community: 'Community' },
  symptom: { cough: 'Cough', fatigue: 'Tired', sore_throat: 'Sore throat', smell_lost: 'No smell', runny_nose: 'Runny nose', red_eyes: 'Red eyes', muscle_pain: 'Aches', diarrhea: 'Diarrhea', breathless: 'Short of breath' },
  degrees: (tenths) => `${(tenths / 10).toFixed(1)} °C`, well: 'no symptoms', and: ', ', tested: 'sampled', missing: 'Missing', whole: 'Done for today', late: (when) => `Late: due ${when}`, risen: (place) => `risen to ${place}`, alarm: 'Fever or symptoms: somebody was sent',
  take: (part) => `${part}`, other: 'Other', ask: 'Any symptoms? Choose all', nothing: 'None', send: 'Note', cancel: 'Cancel', change: 'Measure again', test: 'Sampled', signDoctor: 'Sign as doctor', signCommunity: 'Sign for community', signAsk: (name) => `${name}: today was checked. Sign?`, sign: 'Sign', by: (who) => `signed by ${who}`,
  letter: 'Letter', phone: 'Community phone', phoneHint: 'printed on letters', save: 'Save', saved: 'Saved.', done: 'Noted.', signed: 'Signed.', hot: 'Between 34.0 and 43.0 °C', sureHot: (degrees) => `${degrees}: somebody is sent at once. Sure?`,
  state: { waiting: 'Waiting', sent: 'Sending', kept: 'Received', refused: 'Refused' }, queued: (n) => `${n} on the phone, sent once there is a network`, refused: (n) => `${n} refused`, dismiss: 'OK', cached: 'No network: the last list',
}
