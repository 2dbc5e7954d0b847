/** What can be done about access: accounts and their roles, logging in, tokens of programs. */
export { accounts } from './account-acts.ts'
export { password, session, setup } from './login-acts.ts'
export { sessions } from './session-acts.ts'
export { tokens } from './token-acts.ts'
