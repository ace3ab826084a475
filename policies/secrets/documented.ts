import { createHash } from "node:crypto";

/**
 * SHA-256 of the keys that their issuers print in their own documentation: Stripe's and GitHub's test values, Telegram's bot, jwt.io's and RFC 7519's tokens, Azurite's and Cosmos emulator's keys.
 * As hashes, so that this file is no finding of other tools.
 */
const documented = new Set([
  "c6ea27c534f993d31f0aef882e3d200e7b87470c379ae79c8f9b19d3bd363dc9",
  "2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326",
  "f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397",
  "7e8de44ea9ecf6d53415c90f5b249a8591f7abafbf7d65a2c0d855afeca3ec09",
  "3543c50b0cb9cea8e55eb1f529b79f043cb250d485fde7b66cabbb5183add7da",
  "731fa294d036e54f19df879bfcd4fe72d967dc6327800c5f74a48414a3f258c9",
  "0b5dd075ccdd03c42f4edda8e299e6838e2a75d3486a2a8d86940ed1541e9178",
  "277c5ba759215be5152e8d9d41ff8c2d31cabee0f7dad5bc6bc7c588b9ad5912",
  "7f75367e7881255134e1375e723d1dea8ad5f6a4fdb79d938df1f1754a830606",
  "c794fa6d20c64efb9adf980ae93af472a1679775862d421ffe55d4a57fad5b3e",
  "8d4ef6536dc8895f256c1e0d95dcd19763036732d64a095e44a90ed444267ad3",
  "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059",
  "aa6547439583c3a275d4542a0df6c1ad6a863971be9f2a2220f027cc02aef615",
  "900e6c2bf8ce6c14dbfdcbd6d7402e8fadd53c5464b0ffae66dce9ac06c0e061",
  "a28c56ecb012bfd03019be85518c37d2cb03e55aec4e23ffa36b756dd89b149d",
  "1021ad463a161d69de63ef74566407b9ed012deb6d9306a4bc7183544c84350c",
]);

/** The value is a documented example. */
export function isDocumented(value: string): boolean {
  return documented.has(createHash("sha256").update(value).digest("hex"));
}
