import { inLanguage } from './language'
import { told as en } from './told-en'
import { told as zh } from './told-zh'

export type ToldWords = typeof zh
export const wto = inLanguage(zh, en)
