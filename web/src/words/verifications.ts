import { inLanguage } from './language'
import { verifications as en } from './verifications-en'
import { verifications as zh } from './verifications-zh'

export type VerificationWords = typeof zh
export const wy = inLanguage(zh, en)
