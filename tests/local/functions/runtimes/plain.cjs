exports.sync = (event) => (event.do === 'throw' ? fail() : { sync: true });
exports.succeed = (_event, context) => {
  if (context.succeed) context.succeed('done');
};
exports.withCallback = (event, _context, callback) => {
  if (event.do === 'fail') callback(new RangeError('called back'));
  else if (event.do === 'nothing') return;
  else if (event.do === 'throw after') {
    callback(null, 'first');
    fail();
  } else callback(null, 'called back');
};

const fail = () => {
  throw new RangeError('thrown at once');
};
