// Whether somebody may go in, as core::scans::decide says it: for the time without a network.
import type { Color } from './pass'

/** In the order in which a record names them by their places. It only grows at its end. */
export const WHYS = [
  'fine', 'emergency', 'no_code_asked', 'red', 'yellow', 'pass_old', 'pass_not_yet', 'pass_forged', 'unknown', 'closed', 'full', 'fever', 'no_mask',
  'no_certificate', 'labour', 'dialysis', 'pass_ended', 'codes_down',
] as const
export type Why = (typeof WHYS)[number]
export const CHECKS = ['temperature', 'code', 'certificate', 'mask'] as const
export type Check = (typeof CHECKS)[number]
export const EMERGENCIES = ['labour', 'dialysis', 'rescue'] as const
export type Emergency = (typeof EMERGENCIES)[number]

/** What the guard found at a person. */
export interface Found {
  /** In tenths of a degree, where it was taken. */
  temperature: number | null
  has_mask: boolean | null
  has_certificate: boolean | null
  emergency: Emergency | null
}
export interface Asked extends Found {
  /** What is wrong with the code; null where nothing is, or none was shown. */
  pass: Why | null
  color: Color | null
  is_code_asked: boolean
  /** Codes are down by the word of the city command. */
  is_down: boolean
  is_closed: boolean
  /** How many may still go in; null where nobody counts. */
  n_free: number | null
}

/** 37.3 degrees, in tenths. */
export const FEVER_TENTHS = 373
const PASSING: readonly Why[] = ['fine', 'emergency', 'labour', 'dialysis', 'no_code_asked', 'codes_down']
export const passes = (why: Why): boolean => PASSING.includes(why)

/** A code that could not be read for what it is says nothing of anybody. */
const UNREAD: readonly Why[] = ['pass_old', 'pass_not_yet', 'pass_forged', 'pass_ended', 'unknown']
function byCode({ is_code_asked, pass, color }: Asked): Why | null {
  if (!is_code_asked) return null
  if (pass !== null) return pass
  if (color === null) return 'unknown'
  return color === 'green' ? null : color
}

export function decide(asked: Asked): Why {
  if (asked.emergency !== null) return asked.emergency === 'rescue' ? 'emergency' : asked.emergency
  if (asked.is_closed) return 'closed'
  const code = byCode(asked)
  const isByDocument = asked.is_down && code !== null && UNREAD.includes(code)
  if (code !== null && !isByDocument) return code
  if (asked.temperature !== null && asked.temperature >= FEVER_TENTHS) return 'fever'
  if (asked.has_mask === false) return 'no_mask'
  if (asked.has_certificate === false) return 'no_certificate'
  if (asked.n_free === 0) return 'full'
  if (isByDocument) return 'codes_down'
  return asked.is_code_asked ? 'fine' : 'no_code_asked'
}

export function checksOf(asked: Asked): Check[] {
  const made: Record<Check, boolean> = {
    temperature: asked.temperature !== null, code: asked.color !== null || asked.pass !== null,
    certificate: asked.has_certificate !== null, mask: asked.has_mask !== null,
  }
  return CHECKS.filter((check) => made[check])
}
