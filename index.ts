import * as pulumi from "@pulumi/pulumi";
import { connectHosts } from "./components/ahead.ts";
import { readSettings } from "./components/read-settings.ts";
import { writeSshFiles } from "./components/ssh-files.ts";
import { UserError } from "./release/errors.ts";

/** The desired state: every stack of the release, on its host. A user's mistake is shown without a stack trace. */
export default async function program(): Promise<Record<string, unknown>> {
  try {
    const settings = await readSettings();
    const sshConfig = writeSshFiles(settings.hosts.values(), pulumi.getStack());
    connectHosts(sshConfig, settings.hosts.values());
    const { deploy } = await import("./components/deploy.ts"); // loads while the hosts are being read
    return await deploy(settings, sshConfig);
  } catch (error) {
    throw error instanceof UserError ? new pulumi.RunError(error.message) : error;
  }
}
