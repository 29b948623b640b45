import { computed, ref } from 'vue'

export type Language = 'zh-CN' | 'en'
const KEPT_AT = 'fangxian-language'

function kept(): Language {
  try { return localStorage.getItem(KEPT_AT) === 'en' ? 'en' : 'zh-CN' } catch { return 'zh-CN' }
}

export const language = ref<Language>(kept())

export function switchLanguage(): void {
  language.value = language.value === 'zh-CN' ? 'en' : 'zh-CN'
  document.documentElement.lang = language.value
  try { localStorage.setItem(KEPT_AT, language.value) } catch { /* a private window keeps nothing */ }
}

/** The words of one door in the language of the moment. */
export function inLanguage<Words>(zh: Words, en: Words) {
  return computed<Words>(() => (language.value === 'en' ? en : zh))
}
