import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { THEME_CHANGE } from '../ui/theme.js';

interface PlotProps {
  /** Time in milliseconds since the epoch, and value; the newest last. */
  readonly points: readonly (readonly [number, number])[];
  /** What the plot shows, in words. */
  readonly label: string;
}

const HEIGHT = 90;

/** A small plot of a metric over the session. */
export function Plot({ points, label }: PlotProps) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    // Asked for at each drawing: the colours of the page may change.
    const line = (): string => getComputedStyle(element).color;
    const axis = (): string => getComputedStyle(element).outlineColor;
    const area = (): string => line().replace('rgb(', 'rgba(').replace(')', ', 0.14)');
    const drawn = new UPlot(
      {
        width: element.clientWidth || 240,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: true },
          y: { range: (_plot, low, high) => [Math.min(0, low), high <= 0 ? 1 : high * 1.1] },
        },
        axes: [
          { show: false },
          { stroke: axis, size: 44, font: '11px system-ui', grid: { show: false }, ticks: { show: false } },
        ],
        series: [{}, { stroke: line, fill: area, width: 1.5, points: { show: true, size: 4, fill: line } }],
      },
      dataOf(points),
      element,
    );
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    const redraw = (): void => drawn.redraw();
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', redraw);
    addEventListener(THEME_CHANGE, redraw);
    return () => {
      observer.disconnect();
      system.removeEventListener('change', redraw);
      removeEventListener(THEME_CHANGE, redraw);
      drawn.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(dataOf(points)), [points]);
  return <div class="plot" ref={holder} role="img" aria-label={label} />;
}

/** Seconds, and values; of several at one moment each is drawn. */
function dataOf(points: PlotProps['points']): [number[], number[]] {
  const sorted = points.toSorted(([one], [other]) => one - other);
  return [sorted.map(([time]) => time / 1000), sorted.map(([, value]) => value)];
}
