// Every other lap is shaded behind the lines.
export function drawLaps(plot, laps, colours) {
  const { ctx, bbox } = plot, { min, max } = plot.scales.x;
  if (laps.length < 2 || min == null) return;
  ctx.save();
  ctx.fillStyle = colours.faded("line-strong", 0.13);
  laps.forEach(([from, to], index) => {
    if (index % 2 === 0 || to < min || from > max) return;
    const left = plot.valToPos(Math.max(from, min), "x", true), right = plot.valToPos(Math.min(to, max), "x", true);
    ctx.fillRect(left, bbox.top, Math.max(right - left, 1), bbox.height);
  });
  ctx.restore();
}
