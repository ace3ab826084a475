import * as pulumi from "@pulumi/pulumi";

export interface Registered {
  type: string;
  name: string;
  // biome-ignore lint/suspicious/noExplicitAny: what arrives is what the tests are about
  inputs: any;
  /** Of a resource that is taken over. */
  id?: string;
}

/** Every resource that a program test has registered. */
export const registered: Registered[] = [];

/** What `<stack>-quiesce` prints. */
export const quiesceSays = { stdout: "taken 2026-11-24T12:00:00Z planned" };

// Once for all program tests, and before the components are loaded.
await pulumi.runtime.setMocks(
  {
    newResource: ({ type, name, inputs, id }) => {
      registered.push({ type, name, inputs, ...(id && { id }) });
      const more = type.endsWith("LiveState")
        ? { generation: 7, bundleTrigger: 6 }
        : name.endsWith("-quiesce")
          ? quiesceSays
          : {};
      return { id: id || `${name}-id`, state: { ...inputs, ...more } };
    },
    call: ({ token, inputs }) =>
      token === "aws:ebs/getSnapshotIds:getSnapshotIds" ? { ids: [`asked for ${inputs.filters.at(-1).values}`] } : {},
  },
  "seisei",
  "test",
  false,
);
