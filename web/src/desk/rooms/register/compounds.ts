import { api } from '@/api/client'

/** The names of a community's compounds: those of the city's list, and those in which anybody is registered. */
export async function compoundsOf(community: string): Promise<string[]> {
  const asked = await Promise.allSettled([
    api.places({ parent: community }).then(({ rows }) => rows.map((row) => row.name)),
    api.register.places(community).then((rows) => rows.map((row) => row.name)),
  ])
  const names = asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
  return [...new Set(names)].filter((name) => name !== '')
}
