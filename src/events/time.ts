/** Virtual time: an integer number of microseconds since the Unix epoch, exact in a JS number until the year 2255. */
export type Micros = number

/** A length of time in microseconds. */
export type Duration = number

export const microseconds = (n: number): Duration => Math.round(n)
export const milliseconds = (n: number): Duration => Math.round(n * 1_000)
export const seconds = (n: number): Duration => Math.round(n * 1_000_000)
export const minutes = (n: number): Duration => Math.round(n * 60_000_000)
export const hours = (n: number): Duration => Math.round(n * 3_600_000_000)
export const days = (n: number): Duration => Math.round(n * 86_400_000_000)
