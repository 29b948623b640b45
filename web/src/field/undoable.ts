import { shallowRef } from 'vue'

/** The act that may still be taken back, and until when. */
export const undoable = shallowRef<{ place: number; until: number } | null>(null)
