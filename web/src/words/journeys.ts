import { inLanguage } from './language'
import { journeys as en } from './journeys-en'
import { journeys as zh } from './journeys-zh'

export type JourneyWords = typeof zh
export const wj = inLanguage(zh, en)
