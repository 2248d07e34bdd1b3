throw new RangeError('at import');
export const handler = async () => {};
