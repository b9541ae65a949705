/**
 * Exponential and logarithm from additions, multiplications and divisions alone. IEEE 754 fixes the result of those to the last bit, which no
 * standard does for Math.exp and Math.log; so what is generated from a seed is the same on every machine and engine.
 */

const LN2_HIGH = 6.9314718036912381649e-1
const LN2_LOW = 1.90821492927058770002e-10
const LN2 = LN2_HIGH + LN2_LOW
const LARGEST = 1_023

/** Powers of two from -LARGEST to LARGEST; doubling and halving are exact. */
const POWERS = (() => {
  const powers = new Float64Array(2 * LARGEST + 1)
  powers[LARGEST] = 1
  for (let i = 1; i <= LARGEST; i++) {
    powers[LARGEST + i] = powers[LARGEST + i - 1]! * 2
    powers[LARGEST - i] = powers[LARGEST - i + 1]! / 2
  }
  return powers
})()

/** e to the power of x, for |x| below 700; accurate to about one unit in the last place. */
export function exp(x: number): number {
  const k = Math.round(x / LN2)
  const r = x - k * LN2_HIGH - k * LN2_LOW
  const q = r * r
  // The continued fraction of exp as (2 + c) / (2 - c) + …, in the polynomial that fdlibm uses for |r| up to ln(2)/2.
  const c =
    r -
    q *
      (1.66666666666666019037e-1 +
        q *
          (-2.7777777777015593384e-3 +
            q * (6.61375632143793436117e-5 + q * (-1.6533902205465251539e-6 + q * 4.13813679705723846039e-8))))
  return (1 + (r + (r * c) / (2 - c))) * POWERS[LARGEST + k]!
}

/** The natural logarithm of a positive number; accurate to about one unit in the last place. */
export function log(x: number): number {
  let mantissa = x
  let exponent = 0
  while (mantissa < 0.7) {
    mantissa *= 2
    exponent -= 1
  }
  while (mantissa > 1.5) {
    mantissa /= 2
    exponent += 1
  }
  // log(m) = 2 artanh(s), s = (m-1)/(m+1), by its series s + s³/3 + s⁵/5 + …; |s| is at most 0.2, so 23 is the last odd number needed.
  const s = (mantissa - 1) / (mantissa + 1)
  const z = s * s
  const high = C13 + z * (C15 + z * (C17 + z * (C19 + z * (C21 + z * C23))))
  const sum = 1 + z * (C3 + z * (C5 + z * (C7 + z * (C9 + z * (C11 + z * high)))))
  return 2 * s * sum + exponent * LN2_HIGH + exponent * LN2_LOW
}

const [C3, C5, C7, C9, C11] = [1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11]
const [C13, C15, C17, C19, C21, C23] = [1 / 13, 1 / 15, 1 / 17, 1 / 19, 1 / 21, 1 / 23]
