/** Ctrl-C: stops with a message and exit code 130, and takes away whatever was half written. */

/**
 * Runs `work`; when the process is interrupted meanwhile, calls `undo` (synchronously), says so, and ends the process.
 * The work has to come back to the event loop now and then, or the interruption waits for its end.
 */
export async function interruptible<T>(undo: () => void, work: () => Promise<T>): Promise<T> {
  const stop = (): void => {
    undo()
    process.stderr.write('stopped; nothing was written\n')
    process.exit(130)
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  // A person's own code may end the process too.
  process.once('exit', undo)
  try {
    return await work()
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    process.off('exit', undo)
  }
}
