// A collector in a process of its own, on two ports: one answers after 200 ms, the other never.
import { createServer } from 'node:http';

const listen = (answer) =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      request.resume();
      request.on('end', () => answer(response));
    });
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });

const ANSWER_MILLIS = 200;

process.send?.([await listen((response) => setTimeout(() => response.end(), ANSWER_MILLIS)), await listen(() => {})]);
