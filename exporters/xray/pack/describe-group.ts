import type { ExportableSpan } from '../../exportable-span.js';
import { requiredTime } from '../identifiers.js';

/** Says of a subsegment that it stands for no span, and how many children were put into it. */
const GROUP_KEY = 'otel.xray.group';

// Changes every id into another, and back.
const ID_MASK = 0x9e37_79b9_7f4a_7c15n;

/** A subsegment that children of one span travel in because their parent's document has no room: it lasts as long as they do. */
export function describeGroup(children: readonly ExportableSpan[], part: number, parts: number): string {
  const start = children.reduce(
    (earliest, { startTime }) => Math.min(earliest, requiredTime('start', startTime)),
    Number.POSITIVE_INFINITY,
  );
  const end = children.reduce((latest, { endTime }) => Math.max(latest, requiredTime('end', endTime)), start);
  const document = {
    id: idOf(children),
    name: `group ${part} of ${parts}`,
    start_time: start,
    end_time: end,
    metadata: { default: { [GROUP_KEY]: { children: children.length } } },
  };
  return JSON.stringify(document).slice(1, -1);
}

/** Another for each group, because no two of them have the same child, and the same when the group is sent again. */
function idOf([first]: readonly ExportableSpan[]): string {
  const id = BigInt(`0x${first?.spanContext().spanId ?? 0}`) ^ ID_MASK;
  return id.toString(16).padStart(16, '0');
}
