import type { SegmentNode } from './segment-tree.js';
import { clip, columnsOf, duration, pad, printable, type Style } from './style.js';

export interface WaterfallOptions {
  readonly style: Style;
  readonly width: number;
}

interface Row {
  readonly node: SegmentNode;
  /** The lines of the tree to the left of the name. */
  readonly branch: string;
  /** The same, to the left of what is said below the name. */
  readonly below: string;
}

const MINIMUM_BAR_WIDTH = 12;
const LABEL_SHARE = 0.55;
const DURATION_WIDTH = 9;

/** Draws segments as a waterfall: one row each, indented by parent, with a bar on the time line of the whole trace. */
export function renderWaterfall(roots: readonly SegmentNode[], { style, width }: WaterfallOptions): string[] {
  const rows = rowsBelow(roots, '', true);
  if (rows.length === 0) return [];
  const from = Math.min(...roots.map(({ start }) => start));
  const ends = rows.map(({ node }) => node.end ?? node.start);
  const span = ends.reduce((latest, end) => Math.max(latest, end), from) - from;

  const labels = rows.map(({ node, branch }) => printable(`${branch}${node.name}${node.detail && `  ${node.detail}`}`));
  const room = Math.max(MINIMUM_BAR_WIDTH, Math.floor(width * LABEL_SHARE));
  const labelWidth = Math.min(room, Math.max(...labels.map(columnsOf)));
  const barWidth = Math.max(MINIMUM_BAR_WIDTH, width - labelWidth - DURATION_WIDTH - 4);

  return rows.flatMap(({ node, below }, index) => {
    const paint = flagged(node, style);
    const label = pad(clip(labels[index] ?? '', labelWidth), labelWidth);
    const took = node.end === undefined ? 'running' : duration((node.end - node.start) * 1000);
    const line = `${label}  ${paint(pad(bar(node, from, span, barWidth), barWidth))}  ${style.dim(took)}`.trimEnd();
    if (!node.problem) return [line];
    return [line, `${below}${paint(`✗ ${clip(printable(node.problem), width - below.length - 2)}`)}`];
  });
}

function rowsBelow(nodes: readonly SegmentNode[], prefix: string, top: boolean): Row[] {
  return nodes.flatMap((node, index) => {
    const last = index === nodes.length - 1;
    const branch = top ? '' : `${prefix}${last ? '└─ ' : '├─ '}`;
    const below = top ? '' : `${prefix}${last ? '   ' : '│  '}`;
    return [{ node, branch, below }, ...rowsBelow(node.children, below, false)];
  });
}

function bar(node: SegmentNode, from: number, span: number, width: number): string {
  const end = node.end ?? from + span;
  const position = (seconds: number): number => (span <= 0 ? 0 : ((seconds - from) / span) * width);
  const start = Math.min(width - 1, Math.max(0, Math.floor(position(node.start))));
  const length = Math.max(1, Math.min(width - start, Math.round(position(end)) - start));
  return ' '.repeat(start) + (node.end === undefined ? '░' : '█').repeat(length);
}

function flagged({ flag, end }: SegmentNode, style: Style): (text: string) => string {
  if (flag === 'fault') return style.red;
  if (flag === 'error' || flag === 'throttle') return style.yellow;
  return end === undefined ? style.yellow : style.green;
}
