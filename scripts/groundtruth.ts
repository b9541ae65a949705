/** `npm run groundtruth -- CASES_FOLDER… --bars FOLDER`: runs cases whose results come from other engines, and compares. */
import { groundtruth } from './groundtruth/command.ts'

process.exitCode = await groundtruth(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})
