import { inLanguage } from './language'
import { results as en } from './results-en'
import { results as zh } from './results-zh'

export type ResultWords = typeof zh
export const wres = inLanguage(zh, en)
