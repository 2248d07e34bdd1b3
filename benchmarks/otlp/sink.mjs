// Takes requests and answers them: in a process of its own, whose time is nobody's here.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  request.resume().on('end', () => response.setHeader('content-type', 'application/x-protobuf').end());
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
