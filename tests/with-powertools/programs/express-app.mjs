import express from 'express';

/** An application that answers each request with its path. */
export const expressApp = () => {
  const app = express();
  app.use((request, response) => response.json({ path: request.path }));
  return app;
};
