/** SHA-256 of input files, so that a run can say which bytes it saw. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

const PART_BYTES = 256 * 1024

/** The SHA-256 of a file in hexadecimal, read as a stream. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path, { highWaterMark: PART_BYTES })) hash.update(part as Buffer)
  return hash.digest('hex')
}

/** The SHA-256 of parts one after the other, in hexadecimal. */
export function sha256Of(parts: Iterable<string | Uint8Array>): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
