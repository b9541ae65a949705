/**
 * Natural logarithm and exponential from additions, multiplications and divisions alone. Those are exact to the bit in every engine;
 * Math.log and Math.exp are allowed to differ, and a last bit of difference is a different run.
 */

const LN2_HIGH = 6.9314718036912381649e-1
const LN2_LOW = 1.90821492927058770002e-10
const float = new Float64Array(1)
const bits = new Int32Array(float.buffer)
/** Index of the half with the exponent: 1 where the low half comes first. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0

/** Natural logarithm of a positive, finite number. */
export function ln(x: number): number {
  let scale = 0
  let value = x
  if (value < 2.2250738585072014e-308) {
    value *= 2 ** 54
    scale = -54
  }
  float[0] = value
  const high = bits[HIGH] as number
  let exponent = (high >>> 20) - 1023
  bits[HIGH] = (high & 0x000fffff) | 0x3ff00000
  let mantissa = float[0] as number
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent++
  }
  exponent += scale
  // ln(m) = 2 artanh((m - 1) / (m + 1)), with |s| <= 0.1716 so that eleven terms reach the last bit.
  const s = (mantissa - 1) / (mantissa + 1)
  const q = s * s
  let sum = 1 / 21
  for (let k = 19; k >= 1; k -= 2) sum = 1 / k + q * sum
  return exponent * LN2_HIGH + (2 * s * sum + exponent * LN2_LOW)
}

/** e to the power of x, for |x| up to 700. */
export function exp(x: number): number {
  const k = Math.round(x / Math.LN2)
  const r = x - k * LN2_HIGH - k * LN2_LOW
  let sum = 1
  for (let i = 16; i >= 1; i--) sum = 1 + (r / i) * sum
  // In two halves, so that the scale itself does not overflow before the product does.
  const half = Math.trunc(k / 2)
  return sum * powerOfTwo(half) * powerOfTwo(k - half)
}

function powerOfTwo(k: number): number {
  bits[HIGH] = (k + 1023) << 20
  bits[1 - HIGH] = 0
  return float[0] as number
}
