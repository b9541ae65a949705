import fc from 'fast-check'
import { test } from 'vitest'
import { buildMachine } from '../machine/support/build-machine.ts'
import { expectEqualTraces, stepsOf } from '../machine/support/equality.ts'
import { machineEvent, machineSpec } from '../machine/support/machine-arbitrary.ts'

test('interpreted and compiled machines see the same after every step', () => {
  fc.assert(
    fc.property(machineSpec, stepsOf(machineEvent, 16), (spec, steps) =>
      expectEqualTraces({ make: (probe) => buildMachine(spec, probe), input: { n: 3 }, steps }),
    ),
    { numRuns: 200 },
  )
})
