import { shallowRef } from 'vue'
import type { Tab } from './says'

/** The list a person chose stays chosen when they come back from an order. */
export const chosenTab = shallowRef<Tab | null>(null)
