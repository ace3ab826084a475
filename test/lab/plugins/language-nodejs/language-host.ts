// Stands in for the official pulumi-language-nodejs: the protocol by which the engine runs programs and policy packs.
import { type ChildProcess, spawn } from "node:child_process";
import type grpc from "@grpc/grpc-js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import sdk from "@pulumi/pulumi/version.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { runCommand, runPluginCommand } from "./launch.ts";

/** With this exit code the SDK says that the program's error has been shown already. */
const alreadyShown = 32;
const children = new Set<ChildProcess>();
process.once("exit", stop);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

function stop(): void {
  for (const child of children) child.kill();
}

type Done = grpc.sendUnaryData<unknown>;
const reply = (make: () => unknown) => (_call: unknown, done: Done) => done(null, make());

/**
 * The service. As in the official one, programs, policy packs and providers are Node processes of the SDK's `cmd/*`.
 * Not as there: dependencies are neither listed nor installed (scripts/toolchain.sh does that), and there is no
 * conversion or code generation; the engine says "unimplemented" then.
 *
 * @param engine the engine's address, handed on to the program
 */
export function languageHost(engine: string): grpc.UntypedServiceImplementation {
  return {
    handshake: reply(() => new language.LanguageHandshakeResponse()),
    getPluginInfo: reply(() => {
      const info = new plugin.PluginInfo();
      info.setVersion(sdk.version);
      return info;
    }),
    // Empty: the engine then loads a plugin when the first resource asks for it, by the version the SDK names.
    getRequiredPackages: reply(() => new language.GetRequiredPackagesResponse()),
    getRequiredPlugins: reply(() => new language.GetRequiredPluginsResponse()),
    getProgramDependencies: reply(() => new language.GetProgramDependenciesResponse()),
    runtimeOptionsPrompts: reply(() => new language.RuntimeOptionsResponse()),
    about: reply(() => {
      const about = new language.AboutResponse();
      about.setExecutable(process.execPath);
      about.setVersion(process.version);
      return about;
    }),
    cancel: reply(() => {
      stop();
      return new empty.Empty();
    }),
    installDependencies(call: grpc.ServerWritableStream<unknown, unknown>) {
      const response = new language.InstallDependenciesResponse();
      response.setStderr(Buffer.from("nothing installed: `make setup` installs the packages\n"));
      call.write(response);
      call.end();
    },
    run,
    runPlugin,
  };

  function run(call: grpc.ServerUnaryCall<InstanceType<typeof language.RunRequest>, unknown>, done: Done): void {
    const command = runCommand(call.request, engine);
    const program = spawn(process.execPath, command.args, {
      cwd: command.cwd,
      env: command.env,
      stdio: ["ignore", "inherit", "inherit"],
    });
    children.add(program);
    program.on("error", (error) => done(error as Partial<grpc.ServiceError>));
    program.on("exit", (code, signal) => {
      children.delete(program);
      const response = new language.RunResponse();
      if (code === alreadyShown) response.setBail(true);
      else if (code !== 0) response.setError(`Program exited with non-zero exit code: ${code ?? signal}`);
      done(null, response);
    });
    call.on("cancelled", () => program.kill());
  }

  function runPlugin(call: grpc.ServerWritableStream<InstanceType<typeof language.RunPluginRequest>, unknown>): void {
    const command = runPluginCommand(call.request);
    const child = spawn(process.execPath, command.args, { cwd: command.cwd, env: command.env });
    children.add(child);
    const send = (fill: (response: InstanceType<typeof language.RunPluginResponse>) => void) => {
      const response = new language.RunPluginResponse();
      fill(response);
      call.write(response);
    };
    child.stdout.on("data", (bytes) => send((response) => response.setStdout(bytes)));
    child.stderr.on("data", (bytes) => send((response) => response.setStderr(bytes)));
    child.on("close", (code) => {
      children.delete(child);
      send((response) => response.setExitcode(code ?? 1));
      call.end();
    });
    call.on("cancelled", () => child.kill());
  }
}
