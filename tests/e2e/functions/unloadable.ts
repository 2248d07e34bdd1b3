throw new Error('cannot be imported, on purpose');

export const handler = async () => 'never';
