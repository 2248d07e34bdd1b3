/** How an OpenTelemetry exporter says that it is done: `code` 0 is success. */
export type ExportCallback = (result: { code: number; error?: Error }) => void;
