/** Child processes, one at a time; an interrupt ends the running one, tidies up, and ends this one. */
import { type ChildProcess, spawn } from 'node:child_process'

export interface Ended {
  /** Exit status; undefined when the program could not be started, 1 when a signal ended it. */
  readonly status: number | undefined
  readonly output: string
  readonly error: string
}

export type Run = (file: string, args: readonly string[]) => Promise<Ended>

/** `tidy` is called once, when `close` is, or on an interrupt. */
export function processes(tidy: () => void): { run: Run; close: () => void } {
  let running: ChildProcess | undefined
  const interrupted = (signal: NodeJS.Signals): void => {
    running?.kill('SIGKILL')
    tidy()
    process.stderr.write('\n')
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted)
  return {
    run: (file, args) =>
      new Promise((resolve) => {
        const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
        running = child
        let output = ''
        let error = ''
        child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
        child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text))
        child.on('error', ({ message }) => resolve({ status: undefined, output, error: message }))
        child.on('close', (status) => resolve({ status: status ?? 1, output, error }))
      }),
    close: () => {
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
      tidy()
    },
  }
}
