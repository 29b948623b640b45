import { inLanguage } from './language'
import { chains as chainsEn, sampling as en } from './sampling-en'
import { chains as chainsZh, sampling as zh } from './sampling-zh'

export type SamplingWords = typeof zh
export type ChainWords = typeof chainsZh
export const wp = inLanguage(zh, en)
export const wch = inLanguage(chainsZh, chainsEn)
