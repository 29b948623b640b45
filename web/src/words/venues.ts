import { inLanguage } from './language'
import { venues as en } from './venues-en'
import { venues as zh } from './venues-zh'

export type VenueWords = typeof zh
export const wv = inLanguage(zh, en)
