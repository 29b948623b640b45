import type { Level } from '@/api/contract'

/** Gravest first. */
export const LEVELS: readonly Level[] = ['high', 'locked', 'medium', 'controlled', 'low', 'guarded']

/** How grave a level is, across both families of levels. */
export type Gravity = 'grave' | 'middle' | 'mild'
export const GRAVITY: Record<Level, Gravity> = {
  high: 'grave', locked: 'grave', medium: 'middle', controlled: 'middle', low: 'mild', guarded: 'mild',
}

/** Dark enough for white letters on it (contrast at least 4.5). */
export const GRAVITY_COLOR: Record<Gravity, string> = { grave: '#c4302b', middle: '#b45309', mild: '#1d63b7' }
/** Map fill where nothing is listed. */
export const QUIET_COLOR = '#e3e9f0'
