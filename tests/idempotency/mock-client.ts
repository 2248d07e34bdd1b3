/** A client that sends nothing, as those of mocking libraries. */
export const mockClientOf = (answer: (command: object) => object | undefined) => {
  const sent: string[] = [];
  const awsSdkV3Client = {
    async send(command: object): Promise<object | undefined> {
      sent.push(command.constructor.name);
      return answer(command);
    },
  };
  return { awsSdkV3Client, sent };
};
