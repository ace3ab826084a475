import * as pulumi from "@pulumi/pulumi";
import { deploy } from "./components/deploy.ts";
import { UserError } from "./release/errors.ts";

// Node strips the types in place, so stack traces are right as they are; mapping one for every promise costs a second.
Reflect.deleteProperty(Error, "prepareStackTrace");

/** The desired state: every stack of the release, on its host. A user's mistake is shown without a stack trace. */
export default async function program(): Promise<Record<string, unknown>> {
  try {
    return await deploy();
  } catch (error) {
    throw error instanceof UserError ? new pulumi.RunError(error.message) : error;
  }
}
