// What the guard found at the person who stands there now; nothing of it is for the next one.
import { reactive } from 'vue'
import type { Emergency, Found } from './decide'

const nothing = (): Found => ({ temperature: null, has_mask: null, has_certificate: null, emergency: null })
export const found = reactive<Found>(nothing())
export const clearFound = (): void => { Object.assign(found, nothing()) }
export const foundNow = (emergency: Emergency | null): Found => ({ ...found, emergency })

/** In tenths of a degree: what a thermometer at a door shows. */
export const TEMPERATURES = Array.from({ length: 45 }, (_, n) => 355 + n)
/** What the strip shows first. */
export const FIRST_SHOWN = 361
