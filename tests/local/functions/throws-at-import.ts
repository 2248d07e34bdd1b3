throw new Error('no database configured');
export const handler = (): void => {};
