import { ref } from 'vue'

const asked = typeof matchMedia === 'function' ? matchMedia('(max-width: 767px)') : null

/** Whether the window has the width of a phone. */
export const narrow = ref(asked?.matches ?? false)
asked?.addEventListener('change', (event) => { narrow.value = event.matches })
