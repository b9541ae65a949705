/** Models are functions; a run's manifest knows them by their names. */

/** Gives a model the name under which it can be written down again, such as `perShare(0.005, { min: 1 })`. */
export const named = <Model extends (...args: never[]) => unknown>(name: string, model: Model): Model =>
  Object.defineProperty(model, 'name', { value: name })

/** `min: 1, max: 5` of the settings that were given. */
export const settings = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${written(value)}`)
    .join(', ')

const written = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** @throws RangeError unless what a model is made of are models themselves. */
export function checkModels(factory: string, models: readonly unknown[]): void {
  for (const model of models)
    if (typeof model !== 'function') throw new RangeError(`${factory} takes models, not ${JSON.stringify(model)}`)
}

/** `model(1, { min: 2 })`: how a model was made. */
export function callOf(
  factory: string,
  args: readonly unknown[],
  options: Readonly<Record<string, unknown>> = {},
): string {
  const given = settings(options)
  return `${factory}(${[...args.map(String), ...(given === '' ? [] : [`{ ${given} }`])].join(', ')})`
}
