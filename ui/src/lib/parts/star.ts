/** The eight-point star {8/2} and its tiling (design language, §3). */

/** A star as an SVG path: outer radius `radius`, turned by `turn` degrees. */
export function star(cx: number, cy: number, radius: number, turn = 0): string {
  const inner = (radius * Math.SQRT1_2) / Math.cos(Math.PI / 8);
  const points = Array.from({ length: 16 }, (_, index) => {
    const angle = ((index * 22.5 + turn) * Math.PI) / 180;
    const reach = index % 2 === 0 ? radius : inner;
    return `${(cx + reach * Math.cos(angle)).toFixed(1)} ${(cy + reach * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join('L')}Z`;
}

/** Side of a tile, in the units of the patterns' view boxes. */
export const TILE = 100;

/** One tile: the star, and a smaller one inside it turned by half a point. */
export function tile(column: number, row: number): string {
  const x = (column + 0.5) * TILE;
  const y = (row + 0.5) * TILE;
  return star(x, y, TILE / 2) + star(x, y, TILE / 4, 22.5);
}

/** A whole field of tiles as one path. */
export function tiles(columns: number, rows: number): string {
  let path = '';
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) path += tile(column, row);
  return path;
}
