/** Where the shapes of the pictures stand, in the units of their view box. */

/** The three lines of an axis: nothing, half and all of it. The half is a whole number. */
export function axis(most: number): [number, number, number] {
  if (most <= 2) return [0, 1, 2];
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 4, 6, 8, 10].find((one) => one * power >= most && (one * power) % 2 === 0);
  const top = (step ?? 20) * power;
  return [0, top / 2, top];
}

export interface Bar {
  y: number;
  height: number;
}

/** Bars one on top of the other, from `floor` up, `tall` units for the `top` of the axis; a unit of air between them. */
export function stacked(values: readonly number[], top: number, floor: number, tall: number): Bar[] {
  let used = 0;
  return values.map((value) => {
    const height = (value / top) * tall;
    const y = floor - used - height;
    used += height;
    return { y: round(y), height: round(Math.max(height - (y + height < floor ? 1 : 0), value ? 0.5 : 0)) };
  });
}

export interface Column {
  x: number;
  width: number;
  middle: number;
}

/** Where so many bars stand between two edges, each with air on either side. */
export function columns(count: number, from: number, to: number): Column[] {
  const room = (to - from) / Math.max(count, 1);
  // A single month is no wall.
  const width = Math.min(room * 0.68, 44);
  return Array.from({ length: count }, (_, place) => {
    const middle = from + room * (place + 0.5);
    return { x: round(middle - width / 2), width: round(width), middle: round(middle) };
  });
}

/** The parts of a bar of `wide` units, with `gap` between those that there are; what there is, is seen. */
export function parts(values: readonly number[], wide: number, gap = 3, least = 4): { x: number; width: number }[] {
  const whole = values.reduce((sum, one) => sum + one, 0);
  const shown = values.filter((one) => one > 0).length;
  const room = wide - gap * Math.max(shown - 1, 0) - least * shown;
  let x = 0;
  return values.map((value) => {
    const width = value > 0 ? least + (value / whole) * room : 0;
    const part = { x: round(x), width: round(width) };
    if (value > 0) x += width + gap;
    return part;
  });
}

export const percent = (part: number, whole: number): number => (whole ? Math.round((part / whole) * 100) : 0);

const round = (value: number): number => Math.round(value * 10) / 10;
