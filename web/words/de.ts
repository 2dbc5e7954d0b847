export { frame } from './de/frame.ts'
export { parts } from './de/parts.ts'
export { setup } from './de/setup.ts'
export { signIn } from './de/sign-in.ts'
