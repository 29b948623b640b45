// What an administrator does to open a city, by the interface: accounts, and their first passwords.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

export async function session(url, login, password) {
  let cookie = ''
  const ask = async (method, path, purpose, body) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { purpose, cookie, ...(method === 'GET' ? {} : { 'x-fangxian': '1', 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    assert.ok(answer.ok, `${method} ${path} was answered with ${answer.status}: ${text}`)
    const fresh = answer.headers.getSetCookie().map((one) => one.split(';')[0]).filter((one) => !one.endsWith('='))
    if (fresh.length > 0) cookie = fresh.join('; ')
    return text === '' ? null : JSON.parse(text)
  }
  await ask('POST', '/session', 'own_data', { login, password })
  return ask
}

/**
 * `employ` makes an account with a role in a place, and sets its password as its holder would. It
 * answers with the code that the holder tells the second person, who vouches.
 */
export async function openOffice(url, login, password) {
  const ask = await session(url, login, password)
  return {
    async employ(who, name, role, jurisdiction, fresh) {
      const { first_password } = await ask('POST', '/accounts', 'administration', { account_id: randomUUID(), login: who, name, roles: [{ role, jurisdiction }] })
      const own = await session(url, who, first_password)
      const me = await own('POST', '/session/password', 'own_data', { old: first_password, new: fresh })
      return me.vouch_code
    },
  }
}
