// Files out of memory: a link cannot carry the purpose of a request, so what is to be opened or
// saved is fetched first.
const KEEP_MS = 60_000

/** Offers a file to be saved. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_MS)
}

/** Opens a file in a tab. Call it within the click, so that the tab is not taken for a pop-up. */
export async function openFile(fetchFile: () => Promise<Blob>): Promise<void> {
  const tab = window.open('', '_blank')
  try {
    const url = URL.createObjectURL(await fetchFile())
    if (tab) tab.location.href = url
    else location.assign(url)
    setTimeout(() => URL.revokeObjectURL(url), KEEP_MS)
  } catch (error) { tab?.close(); throw error }
}
