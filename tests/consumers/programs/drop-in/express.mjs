import serverlessExpress from '@codegenie/serverless-express';
import express from 'express';
import { withPowertools } from 'otel-powertools';
import { charge } from './shop.mjs';

const app = express();
app.use(express.json());
app.post('/orders', async (request, response) => {
  response.json(await charge(request.body));
});

export const handler = withPowertools(serverlessExpress({ app }));
