// What the verdict reads: a word, a sign with a shape of its own, and why. Never a color alone.
import type { GateWords } from '@/words/gate'
import { passes } from './decide'
import type { Told } from './take'

export interface Verdict {
  /** The color of the box, and the shape of the sign. */
  face: 'pass' | 'refuse' | 'again' | 'blank'
  sign: string
  word: string
  reason: string
  says: string
  isOwn: boolean
  /** Whether an emergency may be what is needed. */
  isUrgentOffered: boolean
}
const plain = { reason: '', isOwn: false, isUrgentOffered: false }

export function verdictOf(told: Told, words: GateWords): Verdict {
  const { verdict, says } = words
  switch (told.is) {
    case 'again': return { ...plain, face: 'again', sign: '2', word: verdict.again, says: verdict.againHow(told.seconds) }
    case 'mismatch': return { ...plain, face: 'refuse', sign: '✕', word: verdict.refuse, reason: verdict.mismatch, says: verdict.mismatchHow, isUrgentOffered: true }
    case 'unjudged': return { ...plain, face: 'blank', sign: '?', word: verdict.unjudged, says: verdict.unjudgedHow, isUrgentOffered: true }
    case 'ended': return { ...plain, face: 'blank', sign: '!', word: verdict.ended, says: words.ended.how }
    case 'not_kept': return { ...plain, face: 'blank', sign: '!', word: verdict.not_kept, says: verdict.notKeptHow }
    case 'decided': {
      const isPass = passes(told.why)
      return {
        face: isPass ? 'pass' : 'refuse', sign: isPass ? '✓' : '✕', word: isPass ? verdict.pass : verdict.refuse, reason: verdict.short[told.why], says: says[told.why],
        isOwn: told.by === 'here', isUrgentOffered: !isPass,
      }
    }
  }
}
