import type { EC2 } from "@aws-sdk/client-ec2";
import type { Ec2Api } from "../../../../../lab/plugins/aws/client.ts";

/** An EC2 API of these answers: method → its answer, or the error that it throws. It notes what it is asked. */
export function fakeEc2(answers: Record<string, object | Error>): { api: Ec2Api; asked: [string, object][] } {
  const asked: [string, object][] = [];
  const client = new Proxy({} as EC2, {
    get: (_target, method: string) => {
      if (method === "then") return undefined; // it is no promise itself
      if (method === "config") return { region: async () => "ap-northeast-1" };
      return async (input: object) => {
        asked.push([method, input]);
        const answer = answers[method];
        if (answer === undefined || answer instanceof Error) throw answer ?? new Error(`${method}: not expected`);
        return answer;
      };
    },
  });
  return { api: async () => client, asked };
}

/** An error as the SDK throws it: the name is EC2's code. */
export const ec2Error = (code: string, message = "no") => Object.assign(new Error(message), { name: code });
