import assert from "node:assert/strict";
import { ec2, settings } from "../../../../../lab/plugins/aws/client.ts";

const endpoints = JSON.stringify([{ s3: "http://127.0.0.1:2" }, { ec2: "http://127.0.0.1:1" }]);

describe("the aws provider's settings", () => {
  it("are the API's address among the endpoints, the region and the keys", () => {
    const config = { endpoints, region: "ap-northeast-1", accessKey: "a", secretKey: "b", s3UsePathStyle: "true" };
    assert.deepEqual(settings(config), {
      endpoint: "http://127.0.0.1:1",
      region: "ap-northeast-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
  });

  it("never lead to AWS itself", () => {
    assert.throws(() => settings({ region: "ap-northeast-1" }), /^Error: aws:endpoints: /);
    assert.throws(
      () => settings({ region: "ap-northeast-1", endpoints: '[{"s3":"http://x"}]' }),
      /^Error: aws:endpoints: /,
    );
  });

  it("are refused where only the official plugin knows them", () => {
    assert.throws(
      () => settings({ endpoints, region: "ap-northeast-1", profile: "mine" }),
      /^Error: profile: not supp/,
    );
  });

  it("are needed before the first call", async () => {
    await assert.rejects(ec2().api(), /is not configured/);
  });
});
