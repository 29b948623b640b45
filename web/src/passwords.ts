import type { SharedWords } from '@/words/shared'

const CHARACTERS_MIN = 12

/** What is wrong with a new password, or nothing. The server decides; this spares a round trip. */
export function passwordProblem(fresh: string, again: string, words: SharedWords): string {
  if ([...fresh].length < CHARACTERS_MIN) return words.password.short
  return fresh === again ? '' : words.password.differ
}

/** `1234 5678`: the code as it is read out. */
export const codeInFours = (code: string): string => code.replace(/(\d{4})(?=\d)/g, '$1 ')
