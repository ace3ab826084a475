import { UserError } from "../../release/errors.ts";

/** What to tell where the program `pulumi` itself is missing. */
export const pulumiMissing = () => new UserError("pulumi: not found; `make doctor` tells how to get it");
