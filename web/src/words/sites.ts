import { inLanguage } from './language'
import { sites as en } from './sites-en'
import { sites as zh } from './sites-zh'

export type SiteWords = typeof zh
export const wsite = inLanguage(zh, en)
