/** Degrees as the form writes and reads them. Pure. */

/** Six decimals: a tenth of a metre. */
export function written(lon: number, lat: number): [string, string] {
  return [lon.toFixed(6), lat.toFixed(6)];
}

/** Two typed numbers that are a place on earth, else null. */
export function numbers(lon: string, lat: string): [number, number] | null {
  if (!lon.trim() || !lat.trim()) return null;
  const [x, y] = [Number(lon), Number(lat)];
  return Math.abs(x) <= 180 && Math.abs(y) <= 85 ? [x, y] : null;
}
