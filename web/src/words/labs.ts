import { inLanguage } from './language'
import { labs as en } from './labs-en'
import { labs as zh } from './labs-zh'

export type LabWords = typeof zh
export const wl = inLanguage(zh, en)
