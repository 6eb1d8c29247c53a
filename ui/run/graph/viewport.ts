/** Where something lies on the drawing, and how large it is. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Drawn smaller, what stands in a box cannot be read. */
const leastZoom = 0.85;
/** Around all of it, in pixels. */
export const margin = 14;

type Size = Pick<Area, 'width' | 'height'>;

/** The area that holds all of some. */
export function around(areas: readonly Area[]): Area {
  const left = Math.min(...areas.map(({ x }) => x));
  const top = Math.min(...areas.map(({ y }) => y));
  const right = Math.max(...areas.map(({ x, width }) => x + width));
  const bottom = Math.max(...areas.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * How a drawing is first seen: whole where that can be read, else around what is of interest, or from its
 * beginning. No more of the window stays empty than has to.
 */
export function viewportOf(
  all: Area,
  window: Size,
  focus?: Area,
): { x: number; y: number; zoom: number; isWhole: boolean } {
  const fitting = Math.min(
    1,
    (window.width - 2 * margin) / all.width,
    (window.height - 2 * margin) / all.height,
  );
  const zoom = Math.max(fitting, leastZoom);
  const along = (start: 'x' | 'y', size: 'width' | 'height') => {
    const first = margin - all[start] * zoom;
    const last = window[size] - margin - (all[start] + all[size]) * zoom;
    if (last >= first) return (first + last) / 2;
    if (focus === undefined) return first;
    const middle = window[size] / 2 - (focus[start] + focus[size] / 2) * zoom;
    return Math.min(first, Math.max(last, middle));
  };
  return { x: along('x', 'width'), y: along('y', 'height'), zoom, isWhole: fitting >= leastZoom };
}
