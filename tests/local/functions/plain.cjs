exports.handler = async (event) => ({ format: 'CommonJS', event });
exports.nested = { handler: async () => 'nested' };
