import { spawn } from 'node:child_process'
import { Problem, type Program, quoted } from '#base'

/**
 * Runs a program and gives what it wrote. A Problem `base/program` when it cannot be started, ends with anything but 0, takes too long or
 * writes too much. What it wrote is in no message: it may be a secret.
 */
export function started({ words, input, without, most, mostBytes, quiet = false }: Program): Promise<Uint8Array> {
  const [file = '', ...rest] = words
  const env = { ...process.env }
  for (const name of without) delete env[name]
  const failed = (why: string, next?: string) =>
    new Problem('base/program', `Cannot run ${quoted(file)}: ${why}`, { at: file, ...(next && { next }) })
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, {
      shell: false,
      stdio: ['pipe', 'pipe', quiet ? 'ignore' : 'inherit'],
      env,
      windowsHide: true,
    })
    const pieces: Buffer[] = []
    let bytes = 0
    const end = (problem: Problem) => {
      clearTimeout(clock)
      child.kill('SIGKILL')
      // What it started itself may still hold the pipe.
      child.stdout.destroy()
      reject(problem)
    }
    const clock = setTimeout(() => end(failed(`not done after ${most / 1000} seconds`)), most)
    child.on('error', error => {
      const { code } = error as NodeJS.ErrnoException
      const why = { ENOENT: 'there is no such program', EACCES: 'no permission' }[code ?? ''] ?? `${code}`
      end(failed(why, 'no shell reads the command: name a program, and what it is called with'))
    })
    child.stdout.on('data', (piece: Buffer) => {
      bytes += piece.length
      if (bytes > mostBytes) end(failed(`it wrote more than ${mostBytes} bytes`))
      else pieces.push(piece)
    })
    // It need not read what it gets.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('close', (code, signal) => {
      clearTimeout(clock)
      if (code === 0) resolve(Buffer.concat(pieces))
      else reject(failed(signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`))
    })
  })
}
