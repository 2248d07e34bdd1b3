export default { handler: async () => 'from the default export' };
