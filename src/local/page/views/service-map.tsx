import { useSession } from '../state/session-store.js';
import type { MapEdge, MapNode } from '../state/types.js';
import { useLoaded, useThrottled } from '../state/use-loaded.js';
import { duration, number } from '../ui/format.js';
import { Empty, Problem, Scroll } from '../ui/parts.js';

interface Overview {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  readonly omitted: number;
}

const COLUMN_WIDTH = 300;
const ROW_HEIGHT = 84;
const BOX = { width: 190, height: 52 };
const MARGIN = 16;

const KINDS: Readonly<Record<MapNode['kind'], string>> = {
  trigger: 'trigger',
  function: 'function',
  table: 'DynamoDB table',
  queue: 'queue',
  service: 'AWS service',
  host: 'host',
};

/** Who calls whom in this session, how often, how long it takes, how often it fails: as a picture and as a table. */
export function ServiceMapView() {
  const { invocations } = useSession();
  const version = useThrottled(invocations.at(-1)?.sequence ?? 0, 1000);
  const { value, problem } = useLoaded<Overview>('/api/map', version);
  return (
    <section class="page" aria-labelledby="view-title">
      <h2 id="view-title" class="visually-hidden">
        Service map
      </h2>
      {problem && <Problem>{problem}</Problem>}
      {value && value.nodes.length === 0 && <Empty>Nothing has been called yet.</Empty>}
      {value && value.nodes.length > 0 && (
        <>
          <Picture overview={value} />
          <EdgeTable overview={value} />
        </>
      )}
      {value && value.omitted > 0 && (
        <Problem>{value.omitted} calls are not shown: there are too many connections.</Problem>
      )}
    </section>
  );
}

interface Placed {
  readonly node: MapNode;
  readonly x: number;
  readonly y: number;
}

function Picture({ overview: { nodes, edges } }: { readonly overview: Overview }) {
  const placed = layOut(nodes, edges);
  const all = [...placed.values()];
  const width = Math.max(...all.map(({ x }) => x)) + BOX.width + MARGIN;
  const height = Math.max(...all.map(({ y }) => y)) + BOX.height + MARGIN;
  return (
    <Scroll label="Picture of the service map; the table below says the same" kind="map">
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
        {edges.map((edge) => (
          <EdgeLine key={`${edge.from} ${edge.to}`} edge={edge} from={placed.get(edge.from)} to={placed.get(edge.to)} />
        ))}
        {all.map(({ node, x, y }) => (
          <g key={node.id} class={`map-node ${node.kind}`} transform={`translate(${x} ${y})`}>
            <rect width={BOX.width} height={BOX.height} rx={8} />
            <text x={12} y={22} class="map-name">
              {shorten(node.name)}
            </text>
            <text x={12} y={40} class="map-kind">
              {KINDS[node.kind]}
            </text>
          </g>
        ))}
      </svg>
    </Scroll>
  );
}

function EdgeLine(props: {
  readonly edge: MapEdge;
  readonly from: Placed | undefined;
  readonly to: Placed | undefined;
}) {
  const { edge, from, to } = props;
  if (!from || !to) return null;
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const bend = Math.max(40, (x2 - x1) / 2);
  const failing = edge.errors > 0;
  return (
    <g class={failing ? 'map-edge failing' : 'map-edge'}>
      <path d={`M ${x1} ${y1} C ${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`} />
      <path class="arrow" d={`M ${x2 - 7} ${y2 - 5} L ${x2} ${y2} L ${x2 - 7} ${y2 + 5}`} />
      <text x={(x1 + x2) / 2} y={(y1 + y2) / 2 - 7}>
        {edge.calls}× {duration(edge.p50)}
      </text>
      {failing && (
        <text x={(x1 + x2) / 2} y={(y1 + y2) / 2 + 14}>
          {edge.errors} failed
        </text>
      )}
    </g>
  );
}

function EdgeTable({ overview: { nodes, edges } }: { readonly overview: Overview }) {
  const names = new Map(nodes.map(({ id, name, kind }) => [id, `${name} (${KINDS[kind]})`]));
  return (
    <Scroll label="Calls">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Calls</th>
            <th scope="col">a minute</th>
            <th scope="col">Failed</th>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
          </tr>
        </thead>
        <tbody>
          {edges.map(({ from, to, calls, perMinute, errors, p50, p95 }) => (
            <tr key={`${from} ${to}`}>
              <td>{names.get(from)}</td>
              <td>{names.get(to)}</td>
              <td>{calls}</td>
              <td>{number(Math.round(perMinute * 10) / 10)}</td>
              <td class={errors > 0 ? 'bad-text' : ''}>
                {errors}
                {errors > 0 && ` (${Math.round((errors / calls) * 100)} %)`}
              </td>
              <td>{duration(p50)}</td>
              <td>{duration(p95)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** A column further to the right than whatever calls it; circles end after as many steps as there are things. */
function layOut(nodes: readonly MapNode[], edges: readonly MapEdge[]): Map<string, Placed> {
  const columns = new Map(nodes.map(({ id }) => [id, 0]));
  for (let step = 0; step < Math.min(nodes.length, 8); step++) {
    for (const { from, to } of edges) {
      const least = (columns.get(from) ?? 0) + 1;
      if ((columns.get(to) ?? 0) < least && from !== to && least <= nodes.length) columns.set(to, least);
    }
  }
  const heights = new Map<number, number>();
  return new Map(
    nodes.map((node) => {
      const column = columns.get(node.id) ?? 0;
      const row = heights.get(column) ?? 0;
      heights.set(column, row + 1);
      return [node.id, { node, x: MARGIN + column * COLUMN_WIDTH, y: MARGIN + row * ROW_HEIGHT }];
    }),
  );
}

function shorten(name: string): string {
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}
