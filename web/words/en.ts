export { frame } from './en/frame.ts'
export { parts } from './en/parts.ts'
export { setup } from './en/setup.ts'
export { signIn } from './en/sign-in.ts'
