/** The work on one record: the same for everybody. */
export const work = async ({ body }) => JSON.parse(body).order_id;
