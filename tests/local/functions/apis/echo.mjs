/** Answers with the event, or as its body says. */
export const handler = async (event) => {
  const answer = event.body ? JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, 'base64') : event.body) : {};
  if (answer.fail) throw new Error('failed on purpose');
  if ('answer' in answer) return answer.answer;
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) };
};
