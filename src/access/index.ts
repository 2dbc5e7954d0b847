/**
 * Who may do what, and who is asking. People have an account with roles at sites (`roles.ts` says what each role gives); they choose a
 * password by a one-time link (`first-link.ts` for the very first of them) and log in for a session; programs have tokens that may no
 * more than one role of their account. Of passwords, sessions, tokens and links only hashes are kept, and none is ever in the journal.
 * The server asks here who a request is from (`actorOfSession`, `actorOfToken`), where they have a permission (`scopeFor`), whether
 * another site sent it (`crossSite`), and whether too much is asked (`rateLimit`).
 */
export { actorOfSession, actorOfToken, type Caller, localCaller, scopeFor, tokenPrefix } from './caller.ts'
export { cookieOf } from './cookie.ts'
export { crossSite, type Origins } from './cross-site.ts'
export { type FirstLink, firstLink } from './first-link.ts'
export { type Rate, type RateLimit, rateLimit } from './rate-limit.ts'
export { covers, type Grant, permits, type Role, roles, scopeOf } from './roles.ts'
export { sourceOf } from './source.ts'
export { migrations } from './store.ts'
