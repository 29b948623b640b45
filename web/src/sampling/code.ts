// The code on a tube, as the server reads it: six digits of the county, seven that count, and the
// check character of ISO 7064 MOD 37-2, which finds a wrong character and two that were swapped.

export const CODE_CHARS = 14
const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*'

export function checkCharacter(text: string): string {
  let sum = 0
  for (const sign of text) sum = (sum + SIGNS.indexOf(sign)) * 2 % 37
  return SIGNS[(38 - sum) % 37] ?? ''
}

export type CodeFlaw = 'shape' | 'check'
export type ReadCode = { code: string } | { flaw: CodeFlaw }

/** Reads what was scanned or typed; spaces, hyphens, small and wide letters make no difference. */
export function readCode(text: string): ReadCode {
  const signs = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  if (!/^[0-9A-Z*]{14}$/.test(signs)) return { flaw: 'shape' }
  const digits = signs.slice(0, -1)
  // A letter among the digits is a character that was read wrongly.
  return /^\d+$/.test(digits) && checkCharacter(digits) === signs.at(-1) ? { code: signs } : { flaw: 'check' }
}

/** In groups that can be read aloud. */
export const spaced = (code: string): string => `${code.slice(0, 6)} ${code.slice(6, 13)} ${code.slice(13)}`
/** The number of a tube within its county. */
export const serialOf = (code: string): number => Number(code.slice(6, 13))
