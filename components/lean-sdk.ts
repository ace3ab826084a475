import { createRequire, Module } from "node:module";

/**
 * Parts of Pulumi's SDK that a program of plain resources never runs, and that are most of the time the SDK takes to
 * load: the Automation API; what packs functions for the cloud, with TypeScript's compiler, npm's dependency tree and
 * a debugger's session; the tracing that nobody asked for; source maps, which Node's own type stripping does not need.
 * They are given as empty modules, and the SDK's debug messages, each a call to the engine, as none.
 *
 * `nodeargs` in Pulumi.yaml loads this file before the SDK's launcher.
 */
const here = createRequire(import.meta.url);
const sdk = createRequire(here.resolve("@pulumi/pulumi"));

function give(file: string, exports: object): void {
  here.cache[file] ??= Object.assign(new Module(file), { exports, loaded: true });
}

for (const unused of ["automation", "runtime/closure/serializeClosure", "runtime/closure/codePaths"]) {
  give(here.resolve(`@pulumi/pulumi/${unused}`), {});
}
give(here.resolve("@pulumi/pulumi/runtime/closure/v8Hooks"), { isInitializedAsync: async () => {} });
give(sdk.resolve("source-map-support/register"), {});

const traced =
  process.env.TRACEPARENT !== undefined || process.argv.some((argument) => argument.startsWith("--tracing"));
const tracing = ["resources", "sdk-trace-base", "exporter-zipkin", "instrumentation-grpc", "sdk-trace-node"];
if (!traced) for (const name of [...tracing, "instrumentation"]) give(sdk.resolve(`@opentelemetry/${name}`), {});

const log = here("@pulumi/pulumi/log");
log.debug = async () => {};

// Each promise keeps the stack of where it was made, for a report that is only asked for by this variable.
const debuggable = here("@pulumi/pulumi/runtime/debuggable");
if (!debuggable.debugPromiseLeaks) {
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (...args: unknown[]) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(...args);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}
