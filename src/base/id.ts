/** Crockford's base 32: no letter that is read as a digit. */
const letters = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * An id that nobody can guess and that sorts by when it was made: ten letters of time, sixteen of chance (80 bits), behind the noun
 * of what it is the id of: `asset-06fz…`.
 *
 * @param now milliseconds since 1970 UTC
 * @param random gives so many bytes of chance
 */
export function newId(noun: string, { now, random }: { now(): number; random(bytes: number): Uint8Array }): string {
  let time = ''
  for (let left = now(), n = 0; n < 10; n++, left = Math.floor(left / 32)) time = letters[left % 32] + time
  const chance = Array.from(random(16), byte => letters[byte & 31]).join('')
  return `${noun}-${time}${chance}`
}
