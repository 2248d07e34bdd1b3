import { join, membersText } from '../../../exporters/emf/document/document.js';
import { type EmfPublication, singleLine } from '../../../exporters/emf/publication.js';
import type { EmfOutput } from './emf-output.js';

/** The document that the EMF exporter writes for these metrics. */
export function emfOutput(publication: EmfPublication): EmfOutput {
  const members = join(membersText(publication.properties), membersText(publication.dimensions));
  // What is stored was checked to be what a line can hold.
  return JSON.parse(singleLine(publication, members, Number.POSITIVE_INFINITY) ?? '{}');
}
