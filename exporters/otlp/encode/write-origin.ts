import type { ExportableResource, ExportableScope } from '../../exportable-span.js';
import { writeAttributes } from './any-value.js';
import type { MessageWriter } from './message-writer.js';

/** The content of a `Resource` message. */
export function writeResource(writer: MessageWriter, { attributes }: ExportableResource): void {
  writeAttributes(writer, 1, attributes);
}

/** The content of an `InstrumentationScope` message. */
export function writeScope(writer: MessageWriter, scope: ExportableScope): void {
  writer.string(1, 'name', scope.name);
  writer.string(2, 'version', scope.version);
  writeAttributes(writer, 3, scope.attributes);
  writer.uint(4, 'droppedAttributesCount', scope.droppedAttributesCount ?? 0);
}
