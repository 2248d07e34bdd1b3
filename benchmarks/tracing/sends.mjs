import { Socket } from 'node:dgram';

/** Counts the datagrams that the kernel has taken, whoever sends them: when a send is over is the same for all. */
export const countSends = () => {
  const send = Socket.prototype.send;
  const counter = {
    taken: 0,
    waiting: undefined,
    reach(count) {
      if (counter.taken >= count) return Promise.resolve();
      return new Promise((resolve) => {
        counter.waiting = { count, resolve };
      });
    },
  };
  const count = () => {
    counter.taken += 1;
    if (counter.waiting && counter.taken >= counter.waiting.count) {
      const { resolve } = counter.waiting;
      counter.waiting = undefined;
      resolve();
    }
  };
  Socket.prototype.send = function (...args) {
    const callback = args.at(-1);
    args[args.length - 1] = (...results) => {
      callback(...results);
      count();
    };
    return Reflect.apply(send, this, args);
  };
  return counter;
};
