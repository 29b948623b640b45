import { frequency as en } from './frequency-en'
import { frequency as zh } from './frequency-zh'
import { inLanguage } from './language'

export type FrequencyWords = typeof zh
export const wf = inLanguage(zh, en)
