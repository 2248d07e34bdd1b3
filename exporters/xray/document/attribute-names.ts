// Names that more than one block of a document is made from.

export const FULL_URL = 'url.full http.url';
export const HOST_HEADER = 'http.host';
export const CALLEE_HOST = 'server.address net.peer.name net.peer.ip';
export const CALLEE_PORT = 'server.port net.peer.port';
export const DATABASE = 'db.namespace db.name';
export const CONNECTION = 'db.connection_string';
export const SYSTEM = 'db.system.name db.system';
