// As NestJS's documentation has a function: the application is made once, by the first event.
import serverlessExpress from '@codegenie/serverless-express';
import express from 'express';
import { withPowertools } from 'otel-powertools';
import { charge } from './shop.mjs';

let server;

const bootstrap = async () => {
  const app = express();
  app.use(express.json());
  app.post('/orders', async (request, response) => {
    response.json(await charge(request.body));
  });
  return serverlessExpress({ app });
};

export const handler = withPowertools(async (event, context, callback) => {
  server = server ?? (await bootstrap());
  return server(event, context, callback);
});
