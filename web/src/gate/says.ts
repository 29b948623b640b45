// What the verdict reads: a word, a sign with a shape of its own, and why. Never a color alone.
import type { GateWords } from '@/words/gate'
import { passes } from './decide'
import type { Told } from './take'

export interface Verdict {
  /** The color of the box, and the shape of the sign. */
  face: 'pass' | 'refuse' | 'again' | 'blank' | 'paper'
  sign: string
  word: string
  reason: string
  says: string
  isOwn: boolean
  /** Whether an emergency may be what is needed. */
  isUrgentOffered: boolean
  /** What the button says that goes on. */
  next: string
}

export function verdictOf(told: Told, words: GateWords): Verdict {
  const { verdict, says } = words
  const plain = { reason: '', isOwn: false, isUrgentOffered: false, next: verdict.next }
  switch (told.is) {
    case 'again': return { ...plain, face: 'again', sign: '2', word: verdict.again, says: verdict.againHow(told.seconds) }
    case 'mismatch': return { ...plain, face: 'refuse', sign: '✕', word: verdict.refuse, reason: verdict.mismatch, says: verdict.mismatchHow, isUrgentOffered: true }
    case 'unjudged': return { ...plain, face: 'blank', sign: '?', word: verdict.unjudged, says: verdict.unjudgedHow, isUrgentOffered: true }
    case 'ended': return { ...plain, face: 'blank', sign: '!', word: verdict.ended, says: words.ended.how }
    case 'not_kept': return { ...plain, face: 'blank', sign: '!', word: verdict.not_kept, says: verdict.notKeptHow }
    case 'decided': {
      const isOwn = told.by === 'here'
      // Who showed a code is still to be looked at and written down; who showed none was, by the guard's word.
      if (told.why === 'codes_down' && told.text !== null) return { ...plain, face: 'paper', sign: verdict.paperSign, word: verdict.paper, reason: verdict.paperReason, says: says.codes_down, isOwn, isUrgentOffered: true, next: verdict.paperDone }
      if (told.why === 'codes_down') return { ...plain, face: 'pass', sign: '✓', word: verdict.pass, reason: verdict.short.codes_down, says: verdict.paperSeen, isOwn }
      const isPass = passes(told.why)
      return {
        ...plain, face: isPass ? 'pass' : 'refuse', sign: isPass ? '✓' : '✕', word: isPass ? verdict.pass : verdict.refuse, reason: verdict.short[told.why], says: says[told.why],
        isOwn, isUrgentOffered: !isPass,
      }
    }
  }
}
